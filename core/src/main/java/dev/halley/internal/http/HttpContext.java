package dev.halley.internal.http;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.TimeSource;
import dev.halley.wire.Headers;
import dev.halley.wire.Wire;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges and sockets of one client have in common. Any thread.
 *
 * @param tap null when nobody taps the wire
 */
record HttpContext(
        Wire wire,
        HttpSettings settings,
        CookieJar cookies,
        Kernel kernel,
        Executor clientExecutor,
        @Nullable Tap tap) {

    /** A task on an I/O thread after a while; the timer's own thread only hands it over. */
    TimeSource.Timer later(long nanos, Runnable task) {
        return kernel.time().schedule(nanos, () -> kernel.io().execute(task));
    }

    /** The provider's headers for an URL; complete already when there is no provider. */
    CompletableFuture<Headers> provided(URI uri, String transport) {
        return settings.provider() == null
                ? CompletableFuture.completedFuture(Headers.empty())
                : ProviderCall.ask(this, settings.provider(), uri, transport);
    }
}
