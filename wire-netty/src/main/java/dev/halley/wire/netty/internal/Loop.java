package dev.halley.wire.netty.internal;

import dev.halley.internal.loop.WireThread;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** One event loop with the buffers that its connections share, since only one of them is read at a time. */
final class Loop implements Executor {
    private final EventLoop executor;

    /** The loop's thread only. */
    private final Scratch scratch = new Scratch();

    Loop(Transport transport, int number) {
        this.executor = new SingleThreadIoEventLoop(
                null, (Runnable work) -> new LoopThread(work, "halley-netty-" + number), transport.handlers());
    }

    private static final class LoopThread extends FastThreadLocalThread implements WireThread {
        LoopThread(Runnable work, String name) {
            super(work, name);
            setDaemon(true);
            // An application that is unloaded must not be held by a thread that another one shares.
            setContextClassLoader(Loop.class.getClassLoader());
        }
    }

    EventLoop executor() {
        return executor;
    }

    Scratch scratch() {
        return scratch;
    }

    boolean isCurrent() {
        return executor.inEventLoop();
    }

    /** Runs a task on the loop, now or later; on this thread when the loop has ended, for somebody waits for it. */
    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException ended) {
            task.run();
        }
    }

    // It ends when it ends: nobody waits for it.
    @SuppressWarnings("FutureReturnValueIgnored")
    void end() {
        executor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
