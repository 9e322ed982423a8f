package dev.halley.internal.loop;

import dev.halley.HalleyException;
import dev.halley.OperationInterruptedException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The two ways out of the serial context: a stage for the async face, and waiting for the blocking one. Raw futures
 * complete in the context; nothing of the application may hang on them directly.
 */
public final class Stages {
    private Stages() {}

    /** Ends a future as another one ended; for {@code whenComplete}. */
    public static <T> void settle(CompletableFuture<? super T> future, @Nullable T value, @Nullable Throwable failure) {
        if (failure == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(unwrapped(failure));
        }
    }

    /** Says that nothing hangs on a future: whoever needs its outcome has it elsewhere. */
    public static void ignore(CompletableFuture<?> future) {
        Objects.requireNonNull(future, "future");
    }

    /**
     * A future for the application. It ends as {@code raw} does, on {@code executor}, so that is where dependents run;
     * when the executor refuses, it ends on the calling thread, for a stage that never ends is worse.
     *
     * @param onCancel is called once, on the caller's thread, when the application ends the future before {@code raw}
     *     did: by cancelling it, by completing it, by a timeout of {@code orTimeout}; {@code raw} is left as it is
     */
    public static <T> CompletableFuture<T> expose(CompletableFuture<T> raw, Executor executor, Runnable onCancel) {
        return exposed(raw, executor, executor, Function.identity(), onCancel);
    }

    /**
     * The same for one of many.
     *
     * @param handOver gives the ends of many futures to {@code executor}
     */
    public static <T> CompletableFuture<T> expose(
            CompletableFuture<T> raw, Executor executor, SharedHandOver handOver, Runnable onCancel) {
        return exposed(raw, executor, handOver, Function.identity(), onCancel);
    }

    /**
     * The same for a future of something else.
     *
     * @param map makes the application's value, on {@code executor}; what it throws is the end of the future
     */
    public static <T, R> CompletableFuture<R> expose(
            CompletableFuture<T> raw,
            Executor executor,
            SharedHandOver handOver,
            Function<? super T, ? extends R> map,
            Runnable onCancel) {
        return exposed(raw, executor, handOver, map, onCancel);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what follows from raw is the exposed future itself
    private static <T, R> CompletableFuture<R> exposed(
            CompletableFuture<T> raw,
            Executor executor,
            Executor handOver,
            Function<? super T, ? extends R> map,
            Runnable onCancel) {
        Exposed<T, R> exposed = new Exposed<>(executor, handOver, map, onCancel);
        raw.whenComplete(exposed);
        return exposed;
    }

    /**
     * Waits for a future: the blocking face's one home.
     *
     * @param operation what the caller called, for messages
     * @throws IllegalStateException inside of a serial context
     * @throws HalleyException a copy of the one the future ended with, suppressed ones included, so that its stack trace
     *     is the caller's
     */
    public static <T> T await(CompletableFuture<T> raw, String operation) {
        SerialContext.checkMayBlock(operation);
        try {
            return raw.get();
        } catch (InterruptedException e) {
            throw interrupted(operation, e);
        } catch (ExecutionException e) {
            throw failed(e.getCause(), operation);
        } catch (CancellationException e) {
            throw failed(e, operation);
        }
    }

    /**
     * The same for what nobody wants any more when the thread that waited is interrupted.
     *
     * @param withdraw gives it up; runs on the interrupted thread, before the exception is thrown
     */
    public static <T> T await(CompletableFuture<T> raw, String operation, Runnable withdraw) {
        try {
            return await(raw, operation);
        } catch (OperationInterruptedException interrupted) {
            withdraw.run();
            throw interrupted;
        }
    }

    /**
     * The same with a limit in real time.
     *
     * @return the value, or empty when the time is up; {@code raw} goes on
     */
    public static <T> Optional<T> await(CompletableFuture<T> raw, Duration timeout, String operation) {
        SerialContext.checkMayBlock(operation);
        try {
            return Optional.ofNullable(raw.get(nanos(timeout), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw interrupted(operation, e);
        } catch (ExecutionException e) {
            throw failed(e.getCause(), operation);
        } catch (CancellationException e) {
            throw failed(e, operation);
        }
    }

    /** Waits for a future that somebody has claimed and so ends at once, whatever the thread's interrupt flag says. */
    public static <T> T claimed(CompletableFuture<T> future, String operation) {
        boolean unused = future.handle((value, failure) -> true).join();
        return await(future, operation);
    }

    /** A duration for timers: what is beyond 292 years is as good as that. */
    public static long nanos(Duration timeout) {
        try {
            return timeout.toNanos();
        } catch (ArithmeticException e) {
            return timeout.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    private static OperationInterruptedException interrupted(String operation, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new OperationInterruptedException(operation + ": interrupted while waiting", cause);
    }

    private static RuntimeException failed(@Nullable Throwable wrapped, String operation) {
        Throwable failure = unwrapped(Objects.requireNonNull(wrapped));
        if (failure instanceof HalleyException known) {
            HalleyException copy = known.copy();
            for (Throwable other : known.getSuppressed()) {
                copy.addSuppressed(other);
            }
            return copy;
        }
        Throwable call = new WaitedHere(operation);
        if (failure instanceof RuntimeException unchecked) {
            unchecked.addSuppressed(call);
            return unchecked;
        }
        if (failure instanceof Error error) {
            error.addSuppressed(call);
            throw error;
        }
        return new CompletionException(operation + ": " + failure, failure);
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** Marks, in an exception of another thread, who waited for it. */
    private static final class WaitedHere extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WaitedHere(String operation) {
            super(operation + ": the call that waited");
        }
    }

    private static final class Exposed<T, R> extends WithdrawableFuture<R>
            implements BiConsumer<@Nullable T, @Nullable Throwable>, Runnable {
        private final Executor handOver;
        private final Function<? super T, ? extends R> map;
        private final Runnable onCancel;

        // as raw ended; written before the hand-over
        private @Nullable T value;
        private @Nullable Throwable failure;

        Exposed(Executor executor, Executor handOver, Function<? super T, ? extends R> map, Runnable onCancel) {
            super(executor);
            this.handOver = handOver;
            this.map = map;
            this.onCancel = onCancel;
        }

        /** Raw has ended. */
        @Override
        public void accept(@Nullable T ended, @Nullable Throwable cause) {
            if (isDone()) {
                return;
            }
            value = ended;
            failure = cause;
            try {
                handOver.execute(this);
            } catch (Throwable refused) {
                run();
            }
        }

        @Override
        @SuppressWarnings("NullAway") // the value of a future may be null, whatever its type says
        public void run() {
            if (!claim()) {
                return;
            }
            Throwable cause = failure;
            if (cause != null) {
                fail(unwrapped(cause));
                return;
            }
            R mapped;
            try {
                mapped = map.apply(value);
            } catch (Throwable thrown) {
                fail(unwrapped(thrown));
                return;
            }
            deliver(mapped);
        }

        @Override
        protected void withdrawn() {
            onCancel.run();
        }
    }
}
