package dev.halley.engineio.internal.client;

import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineMessage;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.internal.session.Engine;
import dev.halley.engineio.internal.session.EngineSettings;
import dev.halley.internal.client.ClientSettings;
import dev.halley.internal.http.HttpAgent;
import dev.halley.internal.http.Tap;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.observe.ClientLog;
import dev.halley.internal.observe.Observers;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the builder collected.
 *
 * @param url where the server is
 * @param options how to reach it
 * @param closeTimeout how long a close waits
 * @param onMessage listeners from the start
 * @param onEvent listeners from the start
 * @param client the options of all clients
 */
public record EngineConfig(
        URI url,
        EngineOptions options,
        Duration closeTimeout,
        List<Consumer<? super EngineMessage>> onMessage,
        List<Consumer<? super EngineEvent>> onEvent,
        ClientSettings client) {
    /**
     * An engine of its own, with the cookies of the start.
     *
     * @param sid the session's id, which the tap does not show
     * @param wantsPackets whether somebody listens to packets
     */
    Engine engine(
            SerialContext context,
            @Nullable Observers observers,
            ClientLog log,
            Supplier<@Nullable String> sid,
            boolean wantsPackets) {
        TimeSource time = client.kernel().time();
        Tap tap = client.wireTap() == null && observers == null
                ? null
                : new Tap(client.wireTap(), observers, context, time, sid, log);
        HttpAgent agent = new HttpAgent(
                client.wire().open(client.wireSettings()),
                client.http(EngineSettings.WORDING, log),
                client.cookieJars(url).get(),
                client.kernel(),
                client.executor(),
                tap);
        return new Engine(
                new EngineSettings(agent, context, time, log, EngineSettings.WORDING, closeTimeout, wantsPackets));
    }

    /** The name alone: the URL may hold secrets. */
    @Override
    public String toString() {
        return "EngineConfig[" + client.name() + "]";
    }
}
