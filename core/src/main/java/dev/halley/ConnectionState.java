package dev.halley;

/**
 * What the connection of a client is doing. The moves that are possible:
 *
 * <pre>
 *   NEW ──────────► CONNECTING ──────► CONNECTED ◄────► RECONNECTING
 *                    ▲  │  │              │  │              │  │
 *                    │  │  └─────────┐    │  │  ┌───────────┘  │
 *                    │  │            ▼    ▼  │  ▼              │
 *                    │  │            CLOSING │                 │
 *                    │  ▼               ▼    ▼                 │
 *                    └─ CLOSED ◄─────────────┴─────────────────┘
 * </pre>
 *
 * {@link #CLOSED} is reached from everywhere but {@link #NEW}; {@code open()} leads from {@link #CLOSED} to {@link #CONNECTING} again.
 */
public enum ConnectionState {
    /** Built, never opened. */
    NEW,
    /** The first connection of this {@code open()} is being made. */
    CONNECTING,
    /** The session is established and messages flow. */
    CONNECTED,
    /** The connection or the session was lost and is being restored; the reconnect policy decides for how long. */
    RECONNECTING,
    /** {@code close()} was called; the server is being told. */
    CLOSING,
    /** Ended: by {@code close()}, by the server, or by the reconnect policy. */
    CLOSED;

    /**
     * Whether the client may move from this state to another one in one step.
     *
     * @param next the other state
     * @return whether the move is one of the diagram's arrows
     */
    public boolean canBecome(ConnectionState next) {
        return switch (this) {
            case NEW -> next == CONNECTING;
            case CONNECTING -> next == CONNECTED || next == CLOSING || next == CLOSED;
            case CONNECTED -> next == RECONNECTING || next == CLOSING || next == CLOSED;
            case RECONNECTING -> next == CONNECTED || next == CLOSING || next == CLOSED;
            case CLOSING -> next == CLOSED;
            case CLOSED -> next == CONNECTING;
        };
    }

    /**
     * Whether an operation may be asked of the client now or soon: connecting, connected or reconnecting.
     *
     * @return whether the client is open
     */
    public boolean isOpen() {
        return this == CONNECTING || this == CONNECTED || this == RECONNECTING;
    }
}
