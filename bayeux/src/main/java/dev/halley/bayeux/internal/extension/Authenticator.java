package dev.halley.bayeux.internal.extension;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.bayeux.AuthExtension;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Renews the credentials, one renewal at a time, however many ask. Serial context. */
public final class Authenticator {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Logins that change nothing lock accounts. */
    private static final int MOST_FRUITLESS = 3;

    private final SerialContext context;
    private final Executor executor;
    private final @Nullable AuthExtension auth;
    private @Nullable CompletableFuture<Void> running;
    /** How many renewals requests asked for since the server accepted something that had been refused. */
    private int fruitless;

    public Authenticator(SerialContext context, Executor executor, @Nullable AuthExtension auth) {
        this.context = context;
        this.executor = executor;
        this.auth = auth;
    }

    /** Whether a request that was refused may ask for a renewal: not when the last ones mended nothing. */
    public boolean isWorthwhile() {
        return auth != null && (running != null || fruitless < MOST_FRUITLESS);
    }

    /** {@link #authenticate} for a request, which reports with {@link #accepted} when that helped. */
    public CompletableFuture<Void> authenticateForRequest() {
        if (running == null) {
            fruitless++;
        }
        return authenticate();
    }

    /** The server accepted the credentials. */
    public void accepted() {
        fruitless = 0;
    }

    /**
     * Renews the credentials, or joins the renewal that is on its way.
     *
     * @return ends in the context; fails with a {@link HalleyException}
     */
    public CompletableFuture<Void> authenticate() {
        AuthExtension asked = Objects.requireNonNull(auth, "auth");
        CompletableFuture<Void> joined = running;
        if (joined != null) {
            return joined;
        }
        CompletableFuture<Void> renewal = new CompletableFuture<>();
        running = renewal;
        TimeSource.Timer timer = context.schedule(
                DEADLINE.toNanos(),
                () -> end(renewal, failure("authenticate() did not end within " + DEADLINE.toSeconds() + " s", null)));
        Stages.ignore(renewal.whenComplete((done, failure) -> timer.cancel()));
        try {
            executor.execute(() -> ask(asked, renewal));
        } catch (RuntimeException refused) {
            end(renewal, failure("the executor refused to run authenticate(): " + refused, refused));
        }
        return renewal;
    }

    /** The client has ended: whoever waits for a renewal hears so. */
    public void close(HalleyException why) {
        CompletableFuture<Void> waiting = running;
        if (waiting != null) {
            end(waiting, why);
        }
    }

    // on the client's executor
    private void ask(AuthExtension asked, CompletableFuture<Void> renewal) {
        try {
            Stages.ignore(asked.authenticate()
                    .toCompletableFuture()
                    .whenComplete((done, failure) -> context.execute(() -> end(
                            renewal,
                            failure == null
                                    ? null
                                    : failure("authenticate() failed: " + failure.getMessage(), failure)))));
        } catch (Throwable thrown) {
            context.execute(() -> end(renewal, failure("authenticate() failed: " + thrown.getMessage(), thrown)));
        }
    }

    private void end(CompletableFuture<Void> renewal, @Nullable HalleyException failure) {
        if (running == renewal) {
            running = null;
        }
        Stages.settle(renewal, null, failure);
    }

    private static HalleyException failure(String message, @Nullable Throwable cause) {
        return new ConnectionException(message, ConnectionException.Details.NONE, cause);
    }
}
