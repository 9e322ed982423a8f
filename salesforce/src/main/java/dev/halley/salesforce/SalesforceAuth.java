package dev.halley.salesforce;

import dev.halley.bayeux.AuthExtension;
import dev.halley.bayeux.ExtensionPayload;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to Salesforce and puts the token on every request; a token that the server refuses is replaced by a new login.
 * {@link SalesforceClient} brings it along; by itself it is for a {@link dev.halley.bayeux.BayeuxClient} of one's own.
 * A login that Salesforce refuses is repeated after a minute at the earliest, then after two, four, up to an hour.
 * Thread-safe; serves several clients with one login.
 */
public final class SalesforceAuth implements AuthExtension {
    private final SalesforceLogin login;

    /** After so many wrong passwords Salesforce locks a user out, so a refused login is not repeated at every message. */
    private static final long FIRST_PAUSE = Duration.ofMinutes(1).toNanos();

    private static final long LONGEST_PAUSE = Duration.ofHours(1).toNanos();

    // guarded by this
    private @Nullable CompletableFuture<Credentials> current;
    private long pause;
    private long refusedAt;

    /**
     * Logs in when it is first needed.
     *
     * @param login how
     */
    public SalesforceAuth(SalesforceLogin login) {
        this.login = Objects.requireNonNull(login, "login");
    }

    /**
     * Where the organisation lives; logs in when that has not been done.
     *
     * @return completes with the URL, on threads of the login; fails with {@link LoginRefusedException} or
     *     {@link dev.halley.ConnectionException}
     */
    public CompletionStage<URI> instanceUrl() {
        return credentials().thenApply(Credentials::instanceUrl);
    }

    @Override
    public CompletionStage<Void> outgoing(ExtensionPayload payload) {
        if (!payload.carriesHeaders()) {
            return CompletableFuture.completedFuture(null);
        }
        return credentials().thenAccept(known -> payload.headers().put("Authorization", "Bearer " + known.token()));
    }

    @Override
    public CompletionStage<Void> authenticate() {
        CompletableFuture<Credentials> next;
        synchronized (this) {
            CompletableFuture<Credentials> known = current;
            // a login that is on its way, for another client, is as new as one that begins now
            next = known != null && (!known.isDone() || isPausing()) ? known : start();
        }
        return next.thenAccept(done -> {});
    }

    private CompletableFuture<Credentials> credentials() {
        synchronized (this) {
            CompletableFuture<Credentials> known = current;
            return known == null || known.isCompletedExceptionally() && !isPausing() ? start() : known;
        }
    }

    // the lock is held for a hand-over: logins don't block
    private CompletableFuture<Credentials> start() {
        CompletableFuture<Credentials> started =
                login.login().toCompletableFuture().whenComplete((credentials, failure) -> ended(failure));
        current = started;
        return started;
    }

    private synchronized boolean isPausing() {
        return pause > 0 && login.nanoTime() - refusedAt < pause;
    }

    private synchronized void ended(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof LoginRefusedException) {
            pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, 2 * pause));
            refusedAt = login.nanoTime();
        } else if (cause == null) {
            pause = 0;
        }
    }

    /** Nothing of the credentials. */
    @Override
    public String toString() {
        return "SalesforceAuth";
    }
}
