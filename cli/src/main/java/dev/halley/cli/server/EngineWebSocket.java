package dev.halley.cli.server;

import io.socket.engineio.server.EngineIoServer;
import io.socket.engineio.server.EngineIoWebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** A WebSocket of Jetty's as the Engine.IO server knows one. Jetty queues what is written, from any thread. */
final class EngineWebSocket extends EngineIoWebSocket {
    private final Map<String, String> query;
    private final Map<String, List<String>> headers;
    private final Session session;

    private EngineWebSocket(Map<String, String> query, Map<String, List<String>> headers, Session session) {
        this.query = query;
        this.headers = headers;
        this.session = session;
    }

    @Override
    public Map<String, String> getQuery() {
        return query;
    }

    @Override
    public Map<String, List<String>> getConnectionHeaders() {
        return headers;
    }

    @Override
    public void write(String message) {
        session.sendText(message, Callback.NOOP);
    }

    @Override
    public void write(byte[] message) {
        session.sendBinary(ByteBuffer.wrap(message), Callback.NOOP);
    }

    @Override
    public void close() {
        session.close();
    }

    /**
     * What Jetty tells of one WebSocket goes to the Engine.IO server. Called by one Jetty thread at a time; public,
     * since Jetty looks its methods up.
     */
    public static final class Endpoint extends Session.Listener.AbstractAutoDemanding {
        private final Map<String, String> query = new HashMap<>();
        private final Map<String, List<String>> headers = new HashMap<>();
        private final EngineIoServer engine;
        private final EngineTurns turns;

        /** By which its messages take turns: polling requests of the session come beside them during an upgrade. */
        private final Object client;

        private @Nullable EngineWebSocket socket;

        Endpoint(Request request, EngineIoServer engine, EngineTurns turns) {
            // The request is gone once the connection is upgraded.
            for (Fields.Field field : Request.extractQueryParameters(request)) {
                query.put(field.getName(), field.getValue());
            }
            for (HttpField field : request.getHeaders()) {
                headers.computeIfAbsent(field.getName(), name -> new ArrayList<>())
                        .add(field.getValue());
            }
            this.engine = engine;
            this.turns = turns;
            client = Objects.requireNonNullElse(query.get("sid"), this);
        }

        @Override
        public void onWebSocketOpen(Session session) {
            EngineWebSocket opened = new EngineWebSocket(query, headers, session);
            socket = opened;
            try {
                turns.take(query.get("sid"), () -> engine.handleWebSocket(opened));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            super.onWebSocketOpen(session);
        }

        @Override
        public void onWebSocketText(String message) {
            received(message);
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            byte[] message = new byte[payload.remaining()];
            payload.get(message);
            received(message);
            callback.succeed();
        }

        @Override
        public void onWebSocketClose(int statusCode, @Nullable String reason, Callback callback) {
            tell("close");
            callback.succeed();
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            tell("error", "websocket error", String.valueOf(cause.getMessage()));
        }

        private void received(Object message) {
            try {
                turns.take(client, () -> tell("message", message));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits for nobody: the server may end a connection of one client in another's turn. */
        private void tell(String event, Object... args) {
            EngineWebSocket opened = socket;
            if (opened != null) {
                opened.emit(event, args);
            }
        }
    }
}
