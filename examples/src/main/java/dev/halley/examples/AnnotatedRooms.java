package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.annotation.Listener;
import dev.halley.bayeux.annotation.Param;
import dev.halley.bayeux.annotation.Session;
import dev.halley.bayeux.annotation.Subscription;
import java.util.Map;

/** An object whose annotated methods handle messages. */
public final class AnnotatedRooms {
    // @start region=object
    static final class Rooms {
        @Session
        private BayeuxClient client;

        @Subscription("/room/{id}")
        void said(@Param("id") String room, Map<String, Object> line) {
            System.out.println(room + ": " + line.get("text"));
            if ("bye".equals(line.get("text"))) {
                client.async().close();
            }
        }

        @Listener("/service/notices")
        void noticed(String notice) {
            System.out.println("notice: " + notice);
        }
    }
    // @end

    private AnnotatedRooms() {}

    public static void main(String[] args) {
        // @start region=register
        try (var client = BayeuxClient.open(args[0])) {
            var registration = client.register(new Rooms());
            System.out.println("registered " + registration.subscriptions().size());
            client.awaitEnd();
        }
        // @end
    }
}
