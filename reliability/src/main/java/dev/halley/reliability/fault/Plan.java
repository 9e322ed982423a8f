package dev.halley.reliability.fault;

import java.util.EnumSet;
import java.util.Locale;

/**
 * One trial. Everything else follows from it, so it can be run again.
 *
 * @param client which one
 * @param wire {@code jdk} or {@code netty}
 * @param seed what mode, route and schedule are drawn from
 * @param seconds how long faults happen
 */
public record Plan(Client client, String wire, long seed, int seconds) {
    /** The clients. */
    public enum Client {
        /** Of CometD 9. */
        BAYEUX,
        /** Of socket.io 4.8 for Node. */
        SOCKETIO;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What client and server have agreed on for their messages. */
    public enum Mode {
        /** Nothing: at most once, both ways. */
        PLAIN,
        /** Bayeux: CometD's acknowledge extension. */
        ACK,
        /** Bayeux: positions, and publishes that are sent again. */
        REPLAY,
        /** Socket.IO: connection state recovery. */
        RECOVERY,
        /** Socket.IO: recovery, and calls that are sent again. */
        RETRIES;

        /**
         * Whether what the client sends is sent again until it is confirmed.
         *
         * @return true for at least once
         */
        public boolean isSentAgain() {
            return this == REPLAY || this == RETRIES;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How messages travel. */
    public enum Route {
        /** WebSocket alone. */
        WEBSOCKET,
        /** Polling alone. */
        POLLING,
        /** Both, as the client's defaults have it. */
        BOTH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Mode[] BAYEUX_MODES = {Mode.PLAIN, Mode.ACK, Mode.REPLAY};
    private static final Mode[] SOCKETIO_MODES = {Mode.PLAIN, Mode.RECOVERY, Mode.RETRIES};
    private static final int TLS_EVERY = 4;

    /**
     * Modes take turns.
     *
     * @return this trial's
     */
    public Mode mode() {
        Mode[] modes = client == Client.BAYEUX ? BAYEUX_MODES : SOCKETIO_MODES;
        return modes[(int) Math.floorMod(seed, (long) modes.length)];
    }

    /**
     * Routes take turns.
     *
     * @return this trial's
     */
    public Route route() {
        Route[] routes = Route.values();
        return routes[(int) Math.floorMod(seed / routes.length, (long) routes.length)];
    }

    /**
     * Every fourth goes over TLS.
     *
     * @return whether this one does
     */
    public boolean tls() {
        return Math.floorMod(seed, TLS_EVERY) == 0;
    }

    /**
     * The faults.
     *
     * @return drawn from the seed
     */
    public Schedule schedule() {
        EnumSet<FaultKind> without =
                tls() ? EnumSet.noneOf(FaultKind.class) : EnumSet.of(FaultKind.TLS_RENEWED, FaultKind.TLS_INVALID);
        return Schedule.of(seed, seconds, without);
    }

    /**
     * A name for files.
     *
     * @return such as {@code bayeux-jdk-17}
     */
    public String id() {
        return client + "-" + wire + "-" + seed;
    }

    @Override
    public String toString() {
        return client + " over " + wire + ", seed " + seed + ": " + mode() + ", " + route() + (tls() ? ", TLS" : "");
    }
}
