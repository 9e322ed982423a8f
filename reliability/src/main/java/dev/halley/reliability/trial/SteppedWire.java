package dev.halley.reliability.trial;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.KernelSource;
import dev.halley.internal.loop.TimeSource;
import dev.halley.wire.Wire;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.time.Instant;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A real wire whose clients see a wall clock that can be set back; everything else is as ever. Thread-safe. */
final class SteppedWire implements WireProvider, KernelSource {
    private final WireProvider wire;
    private final AtomicLong secondsBack = new AtomicLong();
    private final AtomicInteger timers = new AtomicInteger();
    private final Kernel kernel;

    private SteppedWire(WireProvider wire) {
        this.wire = wire;
        Kernel shared = Kernel.shared();
        this.kernel = new Kernel(new Stepped(shared.time()), shared.io(), shared.handlers(), shared.random());
    }

    static SteppedWire of(String name) {
        return ServiceLoader.load(WireProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(SteppedWire::new)
                .orElseThrow(() -> new IllegalArgumentException("wire: " + name + " (expected: jdk or netty)"));
    }

    void setBack(int seconds) {
        long unused = secondsBack.addAndGet(seconds);
    }

    /** What is scheduled and neither has run nor was cancelled. */
    int timers() {
        return timers.get();
    }

    @Override
    public String name() {
        return wire.name();
    }

    @Override
    public int priority() {
        return wire.priority();
    }

    @Override
    public Wire open(WireSettings settings) {
        return wire.open(settings);
    }

    @Override
    public Kernel kernel() {
        return kernel;
    }

    private final class Stepped implements TimeSource {
        private final TimeSource real;

        Stepped(TimeSource real) {
            this.real = real;
        }

        @Override
        public long nanoTime() {
            return real.nanoTime();
        }

        @Override
        public Instant now() {
            return real.now().minusSeconds(secondsBack.get());
        }

        @Override
        public Timer schedule(long delayNanos, Runnable task) {
            int unused = timers.incrementAndGet();
            AtomicBoolean over = new AtomicBoolean();
            Timer timer = real.schedule(delayNanos, () -> {
                end(over);
                task.run();
            });
            return () -> {
                end(over);
                timer.cancel();
            };
        }

        private void end(AtomicBoolean over) {
            if (!over.getAndSet(true)) {
                int unused = timers.decrementAndGet();
            }
        }
    }
}
