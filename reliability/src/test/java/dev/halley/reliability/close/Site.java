package dev.halley.reliability.close;

import dev.halley.ConnectionState;
import dev.halley.testkit.FaultProxy;
import dev.halley.wire.WireProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A server, a bad network and a client that gets somewhere. Of one thread, but for the latches. */
abstract class Site implements AutoCloseable {
    final WireProvider wire;

    /** Counted down by the application's code, or by the server's, when the client is there. */
    final CountDownLatch there = new CountDownLatch(1);

    /** What blocked code of the application waits for: comes after the close. */
    final CountDownLatch released = new CountDownLatch(1);

    /** Everything that was asked of the client and has to end with it. */
    final List<CompletableFuture<?>> waiting = new ArrayList<>();

    private final List<DeafPort> opened = new ArrayList<>();

    Site(WireProvider wire) {
        this.wire = wire;
    }

    abstract FaultProxy proxy();

    abstract ConnectionState state();

    abstract CompletableFuture<Void> startClose();

    /** Where the client's connections lead. */
    final Set<Integer> ports() {
        Set<Integer> ports = opened.stream().map(DeafPort::port).collect(Collectors.toSet());
        ports.add(proxy().port());
        return ports;
    }

    void awaitThere() {
        await(there, "there");
    }

    final void await(CountDownLatch latch, String what) {
        try {
            if (!latch.await(Deadlines.SOON.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(what + ": not within " + Deadlines.SOON);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a site", e);
        }
    }

    /** Keeps the application's thread until the client is closed. */
    final void block() {
        there.countDown();
        try {
            if (!released.await(Deadlines.LATE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("blocked: nobody released it");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a handler", e);
        }
    }

    /** Says that it was asked, and never answers. */
    final <T> CompletableFuture<T> never() {
        there.countDown();
        return new CompletableFuture<>();
    }

    final int deafPort() {
        try {
            DeafPort port = new DeafPort();
            opened.add(port);
            return port.port();
        } catch (IOException e) {
            throw new AssertionError("no deaf port", e);
        }
    }

    /** A network that takes everything and brings nothing. */
    final void swallow() {
        proxy().both().blackhole();
    }

    final void awaitReturn(CompletableFuture<?> future) {
        Deadlines.await("answer", Deadlines.SOON, future::isDone);
        future.join();
    }

    @Override
    public void close() throws Exception {
        for (DeafPort each : opened) {
            each.close();
        }
    }
}
