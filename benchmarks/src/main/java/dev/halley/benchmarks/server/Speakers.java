package dev.halley.benchmarks.server;

import java.util.HashMap;
import java.util.Map;

/** Which protocol a request is for, and the sessions of those that have none of their own connection. Server thread. */
final class Speakers {
    private final Loop loop;
    private final Blocks blocks = new Blocks();
    private final Map<String, SocketIoSession> polling = new HashMap<>();
    private final Map<String, BayeuxSession> bayeux = new HashMap<>();
    private long sessions;
    private long heartbeats;

    Speakers(Loop loop) {
        this.loop = loop;
    }

    Loop loop() {
        return loop;
    }

    Blocks blocks() {
        return blocks;
    }

    String nextId() {
        return "benchmark-session-" + sessions++;
    }

    /** A pong of Socket.IO, or a connect of Bayeux after the reply to the one before. */
    void answered() {
        heartbeats++;
    }

    long heartbeats() {
        return heartbeats;
    }

    void forget() {
        polling.clear();
        bayeux.clear();
    }

    Map<String, BayeuxSession> bayeuxSessions() {
        return bayeux;
    }

    void request(Connection connection, HttpInput.Request request) {
        boolean socketIo = request.target().startsWith("/socket.io/");
        if (request.isUpgrade()) {
            HttpInput.upgrade(connection, request);
            if (socketIo) {
                SocketIoSession session = new SocketIoSession(this, nextId(), connection);
                connection.input(new FrameInput(connection, session));
                connection.onClose(session::end);
                session.open();
            } else {
                connection.input(new FrameInput(connection, new BayeuxSocket(this, connection)));
            }
        } else if (!socketIo) {
            new BayeuxPost(this, connection).take(request.body());
        } else if (request.query("sid").isEmpty()) {
            SocketIoSession session = new SocketIoSession(this, nextId(), null);
            polling.put(session.id(), session);
            session.open();
            session.poll(connection);
        } else {
            poll(connection, request);
        }
    }

    private void poll(Connection connection, HttpInput.Request request) {
        SocketIoSession session = polling.get(request.query("sid"));
        if (session == null) {
            connection.close();
        } else if (request.method().equals("POST")) {
            session.posted(request.body());
            HttpInput.reply(connection, "text/html", "ok".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        } else {
            session.poll(connection);
        }
    }
}
