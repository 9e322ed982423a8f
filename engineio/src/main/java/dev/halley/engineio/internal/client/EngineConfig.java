package dev.halley.engineio.internal.client;

import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineMessage;
import dev.halley.engineio.EngineOptions;
import dev.halley.internal.client.ClientSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

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
    /** The name alone: the URL may hold secrets. */
    @Override
    public String toString() {
        return "EngineConfig[" + client.name() + "]";
    }
}
