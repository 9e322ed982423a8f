package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.ExtensionException;
import dev.halley.bayeux.ExtensionMessage;
import dev.halley.bayeux.MessageExtension;

/** An extension of one's own: it adds to messages, and withholds some. */
public final class TenantExtension {
    private TenantExtension() {}

    public static void main(String[] args) {
        // @start region=use
        try (var client =
                BayeuxClient.builder(args[0]).extension(new Tenant("acme")).open()) {
            client.publish("/orders", "first");
            client.publish("/drafts/orders", "second");
        } catch (ExtensionException withheld) {
            System.out.println(withheld.getMessage());
        }
        // @end
    }

    // @start region=extension
    record Tenant(String name) implements MessageExtension {
        @Override
        public boolean send(ExtensionMessage message) {
            message.ext().put("tenant", name);
            return !message.channel().startsWith("/drafts/");
        }
    }
    // @end
}
