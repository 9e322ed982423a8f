package dev.halley.bayeux.internal.session;

import dev.halley.internal.loop.SerialContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers what a thread asks for inside of a batch, and hands it to the serial context as one task. Any thread. */
final class Batches implements Executor {
    private final SerialContext context;
    private final Consumer<Runnable> together;

    // a batch is one thread's and one client's
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable List<Runnable>> gathered = new ThreadLocal<>();

    /**
     * @param together runs what it is given in the context so that it is written together
     */
    Batches(SerialContext context, Consumer<Runnable> together) {
        this.context = context;
        this.together = together;
    }

    @Override
    public void execute(Runnable operation) {
        List<Runnable> batch = gathered.get();
        if (batch == null) {
            context.execute(operation);
        } else {
            batch.add(operation);
        }
    }

    boolean isInBatch() {
        return gathered.get() != null;
    }

    void batch(Runnable operations) {
        if (isInBatch()) {
            operations.run();
            return;
        }
        List<Runnable> batch = new ArrayList<>();
        gathered.set(batch);
        try {
            operations.run();
        } finally {
            gathered.remove();
            // also when it threw: futures of what was asked for before are in somebody's hands
            context.execute(() -> together.accept(() -> batch.forEach(Runnable::run)));
        }
    }
}
