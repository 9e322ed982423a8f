package dev.halley.engineio.internal.session;

import dev.halley.engineio.EngineOptions;
import dev.halley.internal.http.HttpAgent;
import dev.halley.internal.http.Masking;
import dev.halley.wire.Headers;
import java.net.URI;
import java.util.Objects;

/**
 * Where one session goes.
 *
 * @param url http, https, ws or wss; its query goes along, its fragment does not, and of its path nothing but what the
 *     options say (a Socket.IO client has a namespace there)
 * @param headers on each request and upgrade of this session, beside those of the agent (E4-11)
 * @param options how
 */
public record EngineTarget(URI url, Headers headers, EngineOptions options) {
    public EngineTarget {
        Objects.requireNonNull(url, "url");
        HttpAgent.checked(headers);
        Objects.requireNonNull(options, "options");
    }

    /** The URL and the headers may hold secrets. */
    @Override
    public String toString() {
        return "EngineTarget[" + Masking.uri(url) + "]";
    }
}
