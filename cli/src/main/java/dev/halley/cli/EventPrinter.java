package dev.halley.cli;

import dev.halley.socketio.IncomingEvent;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Prints events until there were enough. Called on the client's executor, for several namespaces at once. */
final class EventPrinter implements Consumer<IncomingEvent> {
    private final Console console;
    private final long wanted;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    // guarded by this
    private long printed;

    EventPrinter(Console console, long wanted) {
        this.console = console;
        this.wanted = wanted;
    }

    @Override
    public synchronized void accept(IncomingEvent event) {
        if (done.isDone()) {
            return;
        }
        try {
            console.line(EventLines.event(event));
        } catch (Console.ClosedOutputException | UncheckedIOException e) {
            done.completeExceptionally(e);
            return;
        }
        printed++;
        if (printed == wanted) {
            done.complete(null);
        }
    }

    synchronized long printed() {
        return printed;
    }

    /** Ends when enough was printed, or nothing can be. */
    CompletableFuture<Void> done() {
        return done;
    }

    /** Throws what printing ended with, where it failed. */
    void rethrow() {
        try {
            done.join();
        } catch (RuntimeException e) {
            if (Failure.unwrap(e) instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
