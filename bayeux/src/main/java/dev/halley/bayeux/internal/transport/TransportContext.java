package dev.halley.bayeux.internal.transport;

import dev.halley.bayeux.internal.extension.ExtensionPipeline;
import dev.halley.internal.http.HttpAgent;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import dev.halley.json.JsonCodec;
import java.net.URI;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every transport of a client works with.
 *
 * @param url the server's URL as the application gave it
 * @param batchBytes how much goes into one request or frame
 * @param clientId the session's id at the time of the call; a secret
 * @param epoch the session's number at the time of the call
 */
public record TransportContext(
        URI url,
        HttpAgent agent,
        SerialContext context,
        TimeSource time,
        JsonCodec codec,
        ExtensionPipeline extensions,
        int batchBytes,
        Supplier<@Nullable String> clientId,
        LongSupplier epoch) {
    /** The client id is behind a supplier, so nothing here is a secret. */
    @Override
    public String toString() {
        return "TransportContext";
    }
}
