package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.SessionSnapshot;
import java.util.Map;

/** A session that outlives the client: a restart without a new handshake. */
public final class Handover {
    private Handover() {}

    public static void main(String[] args) {
        var client = BayeuxClient.open(args[0]);
        client.subscribe("/jobs");
        // @start region=detach
        String saved = client.detach().toJson();
        // @end
        // @start region=resume
        var next = BayeuxClient.builder(args[0])
                .resume(SessionSnapshot.parse(saved))
                .open();
        next.subscribe("/jobs");
        // @end
        next.publish("/jobs", Map.of("id", 7));
        System.out.println("going on with " + next.receive().data());
        next.close();
    }
}
