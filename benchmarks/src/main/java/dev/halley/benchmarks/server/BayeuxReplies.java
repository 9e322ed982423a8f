package dev.halley.benchmarks.server;

import org.jspecify.annotations.Nullable;

/** Writes the replies that both transports give alike. Server thread. */
final class BayeuxReplies {
    static final int CONNECT_MILLIS = 25_000;
    private static final String ADVICE =
            ",\"advice\":{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":" + CONNECT_MILLIS + "}";

    private final Speakers speakers;

    BayeuxReplies(Speakers speakers) {
        this.speakers = speakers;
    }

    /** The session of a message, or null with the reply written: a handshake makes one, an unknown client is told so. */
    @Nullable BayeuxSession session(BayeuxScan message, StringBuilder replies) {
        if (message.channel().equals("/meta/handshake")) {
            BayeuxSession session = new BayeuxSession(speakers.nextId());
            speakers.bayeuxSessions().put(session.clientId(), session);
            begin(message, replies)
                    .append(",\"version\":\"1.0\",\"minimumVersion\":\"1.0\",\"clientId\":\"")
                    .append(session.clientId())
                    .append("\",\"supportedConnectionTypes\":[\"websocket\",\"long-polling\"]")
                    .append(ADVICE)
                    .append(",\"successful\":true}");
            return null;
        }
        BayeuxSession session = speakers.bayeuxSessions().get(message.clientId());
        if (session == null) {
            begin(message, replies)
                    .append(",\"successful\":false,\"error\":\"402::Unknown client\",")
                    .append("\"advice\":{\"reconnect\":\"handshake\",\"interval\":0}}");
        }
        return session;
    }

    void plain(BayeuxScan message, String subscription, StringBuilder replies) {
        begin(message, replies);
        if (!subscription.isEmpty()) {
            replies.append(",\"subscription\":\"").append(subscription).append('"');
        }
        replies.append(",\"successful\":true}");
    }

    static String connect(String id) {
        return "{\"channel\":\"/meta/connect\",\"id\":\"" + id + "\",\"successful\":true" + ADVICE + "}";
    }

    private static StringBuilder begin(BayeuxScan message, StringBuilder replies) {
        if (replies.length() > 0) {
            replies.append(',');
        }
        return replies.append("{\"channel\":\"")
                .append(message.channel())
                .append("\",\"id\":\"")
                .append(message.id())
                .append('"');
    }
}
