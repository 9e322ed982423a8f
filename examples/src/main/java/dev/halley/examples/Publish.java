package dev.halley.examples;

import dev.halley.ConnectionException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;

/** Publishing, and the ways in which it ends. */
public final class Publish {
    public record Order(String item, int count) {}

    private Publish() {}

    public static void main(String[] args) {
        try (var client = BayeuxClient.open(args[0])) {
            publish(client, "/orders", new Order("bolt", 12));
            publish(client, "/closed/orders", new Order("nut", 12));
        }
    }

    private static void publish(BayeuxClient client, String channel, Order order) {
        // @start region=outcomes
        try {
            BayeuxMessage reply = client.publish(channel, order);
            System.out.println("confirmed: " + reply.channel());
        } catch (BayeuxRefusedException refused) {
            System.out.println("refused: " + refused.errorCode() + " " + refused.errorText());
        } catch (UnconfirmedException unknown) {
            System.out.println("perhaps processed, ask before sending again: " + unknown.getMessage());
        } catch (ConnectionException notSent) {
            System.out.println("not sent, may be sent again: " + notSent.getMessage());
        }
        // @end
    }
}
