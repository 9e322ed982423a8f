package dev.halley.engineio.internal.session;

import dev.halley.internal.http.HttpAgent;
import dev.halley.internal.http.Wording;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.observe.ClientLog;
import java.time.Duration;
import java.util.Objects;

/**
 * What an engine has from its client.
 *
 * @param agent cookies (E4-24), TLS and proxy; the engine closes it
 * @param context the client's own
 * @param time its clock
 * @param log the engine's own log
 * @param wording {@link #WORDING}, or that of the protocol above; the same as the agent's
 * @param drainDeadline how long {@link EngineSession#close} waits for what is queued and for the server
 * @param wantsPackets whether the listener hears of each packet
 */
public record EngineSettings(
        HttpAgent agent,
        SerialContext context,
        TimeSource time,
        ClientLog log,
        Wording wording,
        Duration drainDeadline,
        boolean wantsPackets) {
    /** For clients of Engine.IO alone. */
    public static final Wording WORDING =
            new Wording("Engine.IO", "polling", "websocket", "Engine.IO servers usually listen at /engine.io/.");

    /** How long a close waits unless somebody chose otherwise. */
    public static final Duration DRAIN_DEADLINE = Duration.ofSeconds(5);

    public EngineSettings {
        Objects.requireNonNull(agent, "agent");
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(wording, "wording");
        Objects.requireNonNull(drainDeadline, "drainDeadline");
    }
}
