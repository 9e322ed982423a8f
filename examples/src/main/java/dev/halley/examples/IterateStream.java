package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;

/** All subscribed channels in one loop, until a message says that it is enough. */
public final class IterateStream {
    private IterateStream() {}

    public static void main(String[] args) {
        // @start region=iterate
        try (var client = BayeuxClient.open(args[0])) {
            client.subscribe("/sensors/**");
            client.subscribe("/control");
            for (var message : client) {
                System.out.println(message.channel() + " " + message.dataJson());
                if (message.channel().equals("/control")) {
                    break;
                }
            }
        }
        // @end
    }
}
