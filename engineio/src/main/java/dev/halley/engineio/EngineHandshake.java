package dev.halley.engineio;

import java.time.Duration;
import java.util.List;

/**
 * What the server said when a session began (E4-03).
 *
 * @param sid the session's id; a secret, so it is masked in {@link #toString}
 * @param version the version that the session speaks
 * @param transport the transport on which it began
 * @param upgrades the transports to which it may change, as the server names them
 * @param pingInterval how often there is a ping
 * @param pingTimeout how long after its time a ping, or its answer, may come
 * @param maxPayload how many bytes the body of a request may have; 0 where the server does not say it
 */
public record EngineHandshake(
        String sid,
        EngineVersion version,
        EngineTransport transport,
        List<String> upgrades,
        Duration pingInterval,
        Duration pingTimeout,
        long maxPayload) {
    /**
     * Copies the list.
     *
     * @param sid the session's id
     * @param version the version that the session speaks
     * @param transport the transport on which it began
     * @param upgrades the transports to which it may change
     * @param pingInterval how often there is a ping
     * @param pingTimeout how long after its time a ping may come
     * @param maxPayload how many bytes the body of a request may have; 0 where the server does not say it
     */
    public EngineHandshake {
        upgrades = List.copyOf(upgrades);
    }

    @Override
    public String toString() {
        return "EngineHandshake[" + version + " over " + transport.protocolName() + ", upgrades=" + upgrades
                + ", pingInterval=" + pingInterval + ", pingTimeout=" + pingTimeout + ", maxPayload=" + maxPayload
                + "]";
    }
}
