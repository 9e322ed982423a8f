package dev.halley.internal.http;

import dev.halley.HeaderProvider;
import dev.halley.RequestHook;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.OrderedExecutor;
import dev.halley.internal.loop.TimeSource;
import dev.halley.wire.Headers;
import dev.halley.wire.Wire;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges and sockets of one client have in common. Any thread.
 *
 * @param tap null when nobody taps the wire
 * @param hookTurns tells the hook of one reply after another; null when there is no hook
 */
record HttpContext(
        Wire wire,
        HttpSettings settings,
        CookieJar cookies,
        Kernel kernel,
        Executor clientExecutor,
        @Nullable Tap tap,
        @Nullable OrderedExecutor hookTurns) {

    static HttpContext of(
            Wire wire,
            HttpSettings settings,
            CookieJar cookies,
            Kernel kernel,
            Executor clientExecutor,
            @Nullable Tap tap) {
        HookSettings hook = settings.hook();
        OrderedExecutor turns = hook == null ? null : new OrderedExecutor(clientExecutor, hook.onFailure());
        return new HttpContext(wire, settings, cookies, kernel, clientExecutor, tap, turns);
    }

    /** A task on an I/O thread after a while; the timer's own thread only hands it over. */
    TimeSource.Timer later(long nanos, Runnable task) {
        return kernel.time().schedule(nanos, () -> kernel.io().execute(task));
    }

    /**
     * The application's headers for a request; complete already when there is neither a provider nor a hook.
     *
     * @param request with headers of its own, which replace those of the provider, as these do the client's
     */
    CompletableFuture<Headers> given(RequestHook.Request request, String transport) {
        HeaderProvider provider = settings.provider();
        CompletableFuture<Headers> provided = provider == null
                ? CompletableFuture.completedFuture(Headers.empty())
                : ProviderCall.ask(this, provider, request.uri(), transport);
        CompletableFuture<Headers> merged = provided.thenApply(
                headers -> RequestHeaders.merge(settings.headers(), RequestHeaders.merge(headers, request.headers())));
        HookSettings hook = settings.hook();
        return hook == null
                ? merged
                : merged.thenCompose(headers -> ProviderCall.ask(
                        this,
                        hook.hook(),
                        new RequestHook.Request(request.method(), request.uri(), request.upgrade(), headers),
                        transport));
    }

    /** Tells the hook of a reply, when there is one. */
    void tell(RequestHook.Reply reply) {
        HookSettings hook = settings.hook();
        if (hook != null && hookTurns != null) {
            hookTurns.execute(() -> hook.hook().onReply(reply));
        }
    }
}
