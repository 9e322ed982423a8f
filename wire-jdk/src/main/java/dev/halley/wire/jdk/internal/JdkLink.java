package dev.halley.wire.jdk.internal;

import dev.halley.wire.WebSocketLink;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What the owner of an open socket does with it. Any thread. */
final class JdkLink implements WebSocketLink {
    private static final int MAX_REASON = 123;

    private final JdkSocket socket;
    private final WebSocket webSocket;
    private final boolean viaProxy;

    JdkLink(JdkSocket socket, WebSocket webSocket, boolean viaProxy) {
        this.socket = socket;
        this.webSocket = webSocket;
        this.viaProxy = viaProxy;
    }

    @Override
    public CompletionStage<?> sendText(CharSequence text) {
        return mapped(webSocket.sendText(text, true));
    }

    @Override
    public CompletionStage<?> sendBinary(ByteBuffer bytes) {
        return mapped(webSocket.sendBinary(bytes, true));
    }

    @Override
    public CompletionStage<?> sendPing(ByteBuffer payload) {
        return mapped(webSocket.sendPing(payload));
    }

    @Override
    public CompletionStage<?> sendClose(int code, String reason) {
        return mapped(webSocket.sendClose(allowed(code), shortened(reason)));
    }

    @Override
    public void request(long count) {
        // The JDK may hand over messages within this call, on this thread.
        ReadBatch.around(() -> webSocket.request(count));
    }

    @Override
    public void abort() {
        socket.cut();
    }

    private CompletionStage<?> mapped(CompletableFuture<WebSocket> sent) {
        if (sent.isDone() && !sent.isCompletedExceptionally()) {
            return sent;
        }
        return sent.handle((done, failure) -> {
            if (failure != null) {
                throw new CompletionException(Failures.of(failure, viaProxy, true));
            }
            return done;
        });
    }

    /** The JDK refuses codes that it thinks no client should send; 1008 says "you broke a rule" in general. */
    private static int allowed(int code) {
        return switch (code) {
            case 1002, 1003, 1007, 1009, 1010, 1012, 1013, 1014 -> 1008;
            default -> code;
        };
    }

    private static String shortened(String reason) {
        String text = reason;
        while (text.getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        return text;
    }
}
