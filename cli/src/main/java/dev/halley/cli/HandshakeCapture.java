package dev.halley.cli;

import dev.halley.bayeux.ExtensionMessage;
import dev.halley.bayeux.MessageExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Offers every extension that Halley knows and keeps what the server says to it. One connection; any thread. */
final class HandshakeCapture implements MessageExtension {
    private static final String HANDSHAKE = "/meta/handshake";
    private static final String CONNECT = "/meta/connect";

    // guarded by this
    private long handshakeSent;
    private long connectSent;
    private @Nullable Object handshakeExt;
    private @Nullable Object connectExt;
    private Seen seen = new Seen(null, List.of(), Map.of(), null, null, false, false, false);

    /**
     * What the server said.
     *
     * @param version the server's protocol version
     * @param offered the transports of its handshake reply
     * @param advice its advice
     * @param handshake how long the handshake took
     * @param roundTrip how long a connect took that asked for an immediate answer
     */
    record Seen(
            @Nullable String version,
            List<?> offered,
            Map<?, ?> advice,
            @Nullable Duration handshake,
            @Nullable Duration roundTrip,
            boolean ack,
            boolean replay,
            boolean timesync) {}

    synchronized Seen seen() {
        return seen;
    }

    @Override
    public synchronized boolean send(ExtensionMessage message) {
        if (message.channel().equals(HANDSHAKE)) {
            handshakeSent = System.nanoTime();
            message.ext().put("ack", true);
            message.ext().put("replay", true);
            message.ext().put("timesync", Map.of("tc", System.currentTimeMillis(), "l", 0, "o", 0));
        } else if (message.channel().equals(CONNECT) && connectSent == 0) {
            connectSent = System.nanoTime();
        }
        return true;
    }

    @Override
    public synchronized boolean receive(ExtensionMessage message) {
        boolean first = message.channel().equals(CONNECT) && connectExt == null;
        if (message.channel().equals(HANDSHAKE)) {
            handshakeExt = message.get("ext");
            seen = seen(message, Duration.ofNanos(System.nanoTime() - handshakeSent), null);
        } else if (first && Boolean.TRUE.equals(message.get("successful"))) {
            connectExt = message.get("ext") == null ? Map.of() : message.get("ext");
            seen = seen(message, seen.handshake, Duration.ofNanos(System.nanoTime() - connectSent));
        }
        return true;
    }

    private Seen seen(ExtensionMessage message, @Nullable Duration handshake, @Nullable Duration roundTrip) {
        return new Seen(
                message.get("version") instanceof String version ? version : seen.version,
                message.get("supportedConnectionTypes") instanceof List<?> types ? types : seen.offered,
                message.get("advice") instanceof Map<?, ?> advice ? advice : seen.advice,
                handshake,
                roundTrip,
                confirmed("ack"),
                confirmed("replay"),
                confirmed("timesync"));
    }

    /** A server without the extension says nothing of it, or repeats nothing but {@code false}. */
    private boolean confirmed(String name) {
        return confirmed(handshakeExt, name) || confirmed(connectExt, name);
    }

    private static boolean confirmed(@Nullable Object ext, String name) {
        Object value = ext instanceof Map<?, ?> fields ? fields.get(name) : null;
        return value != null && !Boolean.FALSE.equals(value);
    }
}
