package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.TimesyncExtension;

/** What time it is on the server. */
public final class ServerClock {
    private ServerClock() {}

    public static void main(String[] args) {
        // @start region=clock
        var clock = new TimesyncExtension();
        try (var client = BayeuxClient.builder(args[0]).extension(clock).open()) {
            System.out.println("over " + client.connectionType().orElseThrow() + " it is " + clock.serverTime()
                    + ", this machine is " + clock.offset() + " behind, a message takes " + clock.lag());
        }
        // @end
        System.out.println("synchronized: " + clock.isSynchronized() + ", "
                + (clock.offset().abs().toSeconds() < 60 ? "the same clock" : "another clock"));
    }
}
