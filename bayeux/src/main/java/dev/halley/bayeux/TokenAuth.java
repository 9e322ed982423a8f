package dev.halley.bayeux;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends {@code Authorization: Bearer …} with every HTTP request and WebSocket upgrade, and gets a new token when the
 * server refuses the present one, or shortly before it expires: a minute, or a fifth of its life where that is less.
 *
 * <p>The token is asked for once at a time, however many requests need it, and not again within 10 s while there is one.
 * While a new one is on its way the present one is used as long as it is good. When the new one can't be had, the
 * present one stays until it expires; after that, and where there never was one, what was to be sent fails with
 * {@link ExtensionException}, and a handshake or connect is tried again by the reconnect policy.
 *
 * <p>A token goes to the hosts that the application named and to no other. Over WebSocket it goes with the upgrade only:
 * while the socket is open none is asked for, and none is missed.
 *
 * <p>May be shared by several clients. Thread-safe.
 */
public final class TokenAuth implements AuthExtension {
    private static final Duration MARGIN = Duration.ofMinutes(1);
    private static final int PART_OF_LIFE = 5;
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Supplier<? extends CompletionStage<Token>> tokens;
    private final TimeSource time;

    // any thread
    private final AtomicReference<@Nullable Flight> flight = new AtomicReference<>();
    private volatile @Nullable Held held;
    private volatile @Nullable Instant notBefore;

    /** The present token, and when it should be replaced. */
    private record Held(Token token, @Nullable Instant renewAt) {}

    /** One question for a token. */
    private static final class Flight {
        private final CompletableFuture<Token> answer = new CompletableFuture<>();
        private final long since;

        Flight(long since) {
            this.since = since;
        }
    }

    TokenAuth(Supplier<? extends CompletionStage<Token>> tokens, TimeSource time) {
        this.tokens = Objects.requireNonNull(tokens, "tokens");
        this.time = time;
    }

    /**
     * Tokens of an asynchronous source, such as an HTTP request for one.
     *
     * @param tokens called on the client's executor, once at a time; its stage has 30 s
     * @return an extension for {@link BayeuxClientBuilder#auth}
     */
    public static TokenAuth bearer(Supplier<? extends CompletionStage<Token>> tokens) {
        return new TokenAuth(tokens, Kernel.shared().time());
    }

    /**
     * Tokens of a source that may block, such as a command or a file.
     *
     * @param tokens called on the client's executor, once at a time; messages to be sent wait for it, 30 s at most
     * @return an extension for {@link BayeuxClientBuilder#auth}
     */
    public static TokenAuth bearerFrom(Callable<Token> tokens) {
        return new TokenAuth(blocking(tokens), Kernel.shared().time());
    }

    static Supplier<CompletionStage<Token>> blocking(Callable<Token> tokens) {
        Objects.requireNonNull(tokens, "tokens");
        return () -> {
            try {
                return CompletableFuture.completedFuture(tokens.call());
            } catch (Exception failure) {
                if (failure instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                return CompletableFuture.failedFuture(failure);
            }
        };
    }

    @Override
    public CompletionStage<Void> outgoing(ExtensionPayload payload) {
        Held now = held;
        if (!payload.carriesHeaders()) {
            // the upgrade carried it, and the next one asks again
            return CompletableFuture.completedFuture(null);
        }
        Instant instant = time.now();
        if (now == null) {
            return fetch().thenAccept(token -> add(payload, token));
        }
        Instant pause = notBefore;
        if (now.renewAt == null || instant.isBefore(now.renewAt) || pause != null && instant.isBefore(pause)) {
            add(payload, now.token);
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Token> next = fetch();
        Instant expiresAt = now.token.expiresAt();
        if (expiresAt != null && !instant.isBefore(expiresAt)) {
            return next.thenAccept(token -> add(payload, token));
        }
        boolean there = next.isDone() && !next.isCompletedExceptionally();
        add(payload, there ? next.getNow(now.token) : now.token);
        return CompletableFuture.completedFuture(null);
    }

    /** Asks for a new token, whatever the present one says of itself. */
    @Override
    public CompletionStage<Void> authenticate() {
        held = null;
        return fetch().thenAccept(token -> {});
    }

    private static void add(ExtensionPayload payload, Token token) {
        payload.headers().put("Authorization", "Bearer " + token.value());
    }

    private CompletableFuture<Token> fetch() {
        Flight mine = new Flight(time.nanoTime());
        Flight running = flight.get();
        while (running == null || mine.since - running.since > PATIENCE.toNanos()) {
            // one that has no end is left alone
            if (flight.compareAndSet(running, mine)) {
                ask(mine);
                return mine.answer;
            }
            running = flight.get();
        }
        return running.answer;
    }

    private void ask(Flight mine) {
        CompletionStage<Token> asked;
        try {
            asked = Objects.requireNonNull(tokens.get(), "the stage of the token source");
        } catch (Throwable thrown) {
            answered(mine, null, thrown);
            return;
        }
        CompletionStage<Token> followed = asked.whenComplete((token, failure) -> answered(mine, token, failure));
        Objects.requireNonNull(followed, "followed");
    }

    private void answered(Flight mine, @Nullable Token token, @Nullable Throwable failure) {
        Instant now = time.now();
        notBefore = now.plus(PAUSE);
        // what comes after its patience is over must not replace what was asked for later
        if (token != null && flight.get() == mine) {
            held = new Held(token, renewAt(token, now));
        }
        flight.compareAndSet(mine, null);
        if (token != null) {
            mine.answer.complete(token);
        } else {
            mine.answer.completeExceptionally(
                    failure == null ? new IllegalStateException("the token source gave no token") : failure);
        }
    }

    private static @Nullable Instant renewAt(Token token, Instant now) {
        Instant expiresAt = token.expiresAt();
        if (expiresAt == null) {
            return null;
        }
        if (expiresAt.isBefore(now)) {
            // the clocks differ; the server decides
            return expiresAt;
        }
        Duration part = Duration.between(now, expiresAt).dividedBy(PART_OF_LIFE);
        return expiresAt.minus(part.compareTo(MARGIN) < 0 ? part : MARGIN);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "TokenAuth";
    }
}
