package dev.halley.engineio;

/** How packets travel. */
public enum EngineTransport {
    /** HTTP requests: one that waits for packets, and others that carry packets to the server. */
    POLLING("polling"),
    /** One WebSocket. */
    WEBSOCKET("websocket");

    private final String protocolName;

    EngineTransport(String protocolName) {
        this.protocolName = protocolName;
    }

    /**
     * The protocol's name for it.
     *
     * @return {@code polling} or {@code websocket}
     */
    public String protocolName() {
        return protocolName;
    }
}
