package dev.halley.internal.http;

import java.util.concurrent.CompletableFuture;

/** A running HTTP request with everything that policy does around it: its redirects are part of it. Any thread. */
public interface HttpExchange {
    /**
     * Completes on threads of the wire with a reply of any status, or exceptionally with
     * {@link dev.halley.ConnectionException} (nothing was written), {@link dev.halley.UnconfirmedException} (a POST was
     * written, its outcome is unknown), {@link dev.halley.OperationTimeoutException} or
     * {@link dev.halley.ProtocolException} (a limit, an encoding). Don't complete or cancel it: {@link #abort}.
     */
    CompletableFuture<HttpReply> reply();

    /**
     * Gives up. A reply that is not complete yet fails: as unconfirmed when a POST was already handed to the wire.
     * Idempotent; never runs dependents of {@link #reply} on the caller's thread.
     */
    void abort();
}
