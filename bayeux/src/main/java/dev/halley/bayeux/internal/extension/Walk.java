package dev.halley.bayeux.internal.extension;

import dev.halley.bayeux.Extension;
import dev.halley.bayeux.ExtensionException;
import dev.halley.bayeux.ExtensionPayload;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import dev.halley.json.JsonCodec;
import dev.halley.wire.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One payload on its way past the extensions of one direction, one after another. Whoever takes the {@link #turn} from
 * an extension carries the payload on: the thread that ended its call, or the deadline in the serial context. So what
 * the walk has gathered belongs to one thread at a time.
 */
final class Walk<M> {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Turn BUSY = new Turn(-1, 0);
    private static final Turn OVER = new Turn(-2, 0);

    private final Surroundings around;
    private final List<Extension> chain;
    private final boolean outgoing;
    private final Carrier carrier;
    private final Consumer<Passed<M>> then;
    private final AtomicReference<Turn> turn = new AtomicReference<>(BUSY);

    // whoever has the turn
    private List<Content<M>> contents;
    private Headers headers;
    private final List<Refusal<M>> refused = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    // serial context
    private TimeSource.@Nullable Timer timer;

    /** What all walks of a client have in common. */
    record Surroundings(SerialContext context, TimeSource time, Executor ordered, JsonCodec codec) {}

    /** Whose turn it is, and since when. Compared by identity. */
    private static final class Turn {
        private final int index;
        private final long since;

        Turn(int index, long since) {
            this.index = index;
            this.since = since;
        }
    }

    Walk(
            Surroundings around,
            List<Extension> chain,
            Carrier carrier,
            Headers headers,
            List<Content<M>> contents,
            Consumer<Passed<M>> then) {
        this.around = around;
        this.chain = chain;
        this.outgoing = carrier.outgoing();
        this.carrier = carrier;
        this.headers = headers;
        this.contents = contents;
        this.then = then;
    }

    // ---- serial context

    void start() {
        watch(DEADLINE.toNanos());
        Turn first = next(0);
        if (first != null) {
            hand(first);
        }
    }

    /** Nobody waits for it any more: no further extension is called. */
    void abandon() {
        turn.set(OVER);
        stopWatching();
    }

    private void watch(long nanos) {
        timer = around.context.schedule(nanos, this::check);
    }

    private void stopWatching() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void check() {
        Turn now = Objects.requireNonNull(turn.get());
        if (now == OVER) {
            return;
        }
        long left = now == BUSY ? DEADLINE.toNanos() : now.since + DEADLINE.toNanos() - around.time.nanoTime();
        if (left <= 0 && turn.compareAndSet(now, BUSY)) {
            left = DEADLINE.toNanos();
            Turn following = failed(
                    now,
                    new ExtensionException(
                            said(chain.get(now.index), "did not end within " + DEADLINE.toSeconds() + " s"), null));
            if (following == null) {
                return;
            }
            if (following.index == chain.size()) {
                // a call that blocks keeps the executor, and nobody is to be called there any more
                if (turn.compareAndSet(following, BUSY)) {
                    finish();
                }
                return;
            }
            hand(following);
        }
        watch(Math.max(1, left));
    }

    // ---- whoever has the turn

    /** Null when nobody waits any more. */
    private @Nullable Turn next(int index) {
        Turn next = new Turn(index, around.time.nanoTime());
        return turn.compareAndSet(BUSY, next) ? next : null;
    }

    private void hand(Turn next) {
        around.ordered.execute(() -> go(next));
    }

    /** On the client's executor, one walk at a time: calls extensions until one takes its time. */
    private void go(Turn first) {
        Turn now = first;
        while (now != null && turn.get() == now) {
            if (now.index == chain.size()) {
                if (turn.compareAndSet(now, BUSY)) {
                    finish();
                }
                return;
            }
            PayloadView<M> view = new PayloadView<>(carrier, contents, headers, around.codec);
            CompletableFuture<Void> call = call(chain.get(now.index), view);
            if (!call.isDone()) {
                Turn waiting = now;
                Stages.ignore(call.whenComplete((done, failure) -> {
                    Turn following = ended(waiting, view, failure);
                    if (following != null) {
                        hand(following);
                    }
                }));
                return;
            }
            now = ended(now, view, failureOf(call));
        }
    }

    private CompletableFuture<Void> call(Extension extension, ExtensionPayload payload) {
        CompletableFuture<Void> call = new CompletableFuture<>();
        try {
            CompletionStage<Void> answer = Objects.requireNonNull(
                    outgoing ? extension.outgoing(payload) : extension.incoming(payload), "the returned stage");
            CompletionStage<Void> followed = answer.whenComplete((done, failure) -> Stages.settle(call, null, failure));
            Objects.requireNonNull(followed, "followed");
        } catch (Throwable thrown) {
            call.completeExceptionally(thrown);
        }
        return call;
    }

    private static @Nullable Throwable failureOf(CompletableFuture<Void> call) {
        CompletableFuture<@Nullable Throwable> failure = call.handle((done, thrown) -> thrown);
        return failure.getNow(null);
    }

    /** The call ended; null when its deadline came first, or when it was the last. */
    private @Nullable Turn ended(Turn ended, PayloadView<M> view, @Nullable Throwable failure) {
        if (!turn.compareAndSet(ended, BUSY)) {
            return null;
        }
        if (failure != null && outgoing) {
            return failed(ended, failure);
        }
        try {
            List<Content<M>> left = view.result();
            headers = outgoing ? view.outgoingHeaders() : headers;
            refuseTheRest(chain.get(ended.index), left);
            contents = left;
        } catch (RuntimeException unusable) {
            return failed(ended, failure == null ? unusable : failure);
        }
        return failure == null ? next(ended.index + 1) : failed(ended, failure);
    }

    private void refuseTheRest(Extension extension, List<Content<M>> left) {
        if (left.size() == contents.size()) {
            return;
        }
        List<M> kept = left.stream().map(Content::source).toList();
        String name = "extension " + Extensions.name(extension);
        for (Content<M> content : contents) {
            if (kept.stream().noneMatch(source -> source == content.source())) {
                refuse(
                        content,
                        new ExtensionException(
                                outgoing
                                        ? name + " withheld a message to " + content.channel() + ", so it was not sent"
                                        : name + " withheld the server's reply on " + content.channel(),
                                null));
            }
        }
    }

    private void refuse(Content<M> content, ExtensionException why) {
        refused.add(new Refusal<>(content.source(), why));
    }

    private void refuseAll(ExtensionException why) {
        contents.forEach(content -> refuse(content, why));
        contents = List.of();
    }

    /** Outgoing: nothing of it is sent. Incoming: it goes on as it stands, so that nothing is lost. */
    private @Nullable Turn failed(Turn at, Throwable cause) {
        Extension extension = chain.get(at.index);
        if (!outgoing) {
            failures.add(new Failure("extension " + Extensions.name(extension), cause));
            return next(at.index + 1);
        }
        refuseAll(
                cause instanceof ExtensionException known
                        ? known
                        // the cause's own words may hold a secret; they are there for who looks
                        : new ExtensionException(
                                said(
                                        extension,
                                        "failed with " + cause.getClass().getName()),
                                cause));
        finish();
        return null;
    }

    private String said(Extension extension, String what) {
        return "extension " + Extensions.name(extension) + (outgoing ? ": outgoing() " : ": incoming() ") + what
                + (outgoing ? ", so nothing was sent" : "");
    }

    /** The executor takes no tasks any more. */
    void refused(Throwable refusal) {
        Turn now = turn.get();
        if (now == BUSY || now == OVER || !turn.compareAndSet(now, BUSY)) {
            return;
        }
        ExtensionException failure = new ExtensionException(
                "the client's executor refuses to run the extensions" + (outgoing ? ", so nothing was sent" : ""),
                refusal);
        if (outgoing) {
            refuseAll(failure);
        } else {
            failures.add(new Failure("extensions", failure));
        }
        finish();
    }

    private void finish() {
        List<M> messages = new ArrayList<>();
        for (Content<M> content : contents) {
            try {
                messages.add(content.message());
            } catch (RuntimeException unreadable) {
                unreadable(content, messages, unreadable);
            }
        }
        Passed<M> passed = new Passed<>(messages, headers, refused, failures);
        around.context.execute(() -> {
            if (turn.getAndSet(OVER) != OVER) {
                stopWatching();
                then.accept(passed);
            }
        });
    }

    /** What a codec made of a value put into {@code data} is no JSON. */
    private void unreadable(Content<M> content, List<M> messages, RuntimeException cause) {
        ExtensionException failure =
                new ExtensionException("what the extensions made of " + content.channel() + " is no JSON", cause);
        if (outgoing) {
            refuse(content, failure);
        } else {
            failures.add(new Failure("extensions", failure));
            messages.add(content.source());
        }
    }
}
