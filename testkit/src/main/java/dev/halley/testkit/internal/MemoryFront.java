package dev.halley.testkit.internal;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.KernelSource;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.testkit.ScriptedWire;
import dev.halley.testkit.VirtualTime;
import dev.halley.wire.Wire;
import dev.halley.wire.WireException;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** No network and no thread: each client gets a wire of its own. Everything on the test's thread. */
public abstract class MemoryFront implements Front {
    private final Hub hub;
    private final VirtualTime time;
    private final String url;
    private final Set<Peer> open = new LinkedHashSet<>();
    private boolean listening = true;
    private int connections;

    /**
     * A front that listens.
     *
     * @param hub the server's
     * @param time runs it and its clients
     * @param path of the URL, or empty
     */
    protected MemoryFront(Hub hub, VirtualTime time, String path) {
        this.hub = hub;
        this.time = time;
        this.url = "http://127.0.0.1:8080" + path;
    }

    /**
     * A request came.
     *
     * @param exchange not aborted
     */
    protected abstract void arrived(PendingExchange exchange);

    /**
     * Somebody wants a WebSocket.
     *
     * @param socket not aborted
     */
    protected abstract void arrived(PendingSocket socket);

    /** Somebody at the other end. */
    protected abstract class Peer {
        /** Somebody who is not known yet. */
        protected Peer() {}

        /**
         * Whether something can be said.
         *
         * @return false when it was answered, or is gone
         */
        protected abstract boolean isOpen();

        /** Breaks it. */
        protected abstract void breakOff();

        /** It ended, which the server is to be told. */
        protected abstract void ended();

        /** From now on it can be broken. */
        public final void join() {
            open.removeIf(each -> !each.isOpen());
            open.add(this);
        }

        /** The end, however it came. */
        protected final void end() {
            open.remove(this);
            ended();
        }

        /**
         * Does something outside of the server's lock.
         *
         * @param action unless it has ended by then
         */
        public final void whenOpen(Runnable action) {
            later(() -> {
                if (isOpen()) {
                    action.run();
                }
            });
        }
    }

    /**
     * Runs something outside of the server's lock.
     *
     * @param task at the present time
     */
    protected final void later(Runnable task) {
        time.kernel().io().execute(task);
    }

    /**
     * Counts.
     *
     * @return the number of the connection that came now
     */
    protected final int nextConnection() {
        return ++connections;
    }

    /**
     * What takes clients here.
     *
     * @return a wire for each
     */
    public final WireProvider provider() {
        return new Provider();
    }

    private final class Provider implements WireProvider, KernelSource {
        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public int priority() {
            return Integer.MIN_VALUE;
        }

        @Override
        public Wire open(WireSettings settings) {
            ScriptedWire wire = new ScriptedWire(time);
            wire.onExchange(MemoryFront.this::exchange);
            wire.onSocket(MemoryFront.this::socket);
            return wire;
        }

        @Override
        public Kernel kernel() {
            return time.kernel();
        }
    }

    private void exchange(PendingExchange exchange) {
        if (exchange.isAborted()) {
            return;
        }
        if (listening) {
            arrived(exchange);
        } else {
            exchange.fail(WireException.Kind.REFUSED);
        }
    }

    private void socket(PendingSocket socket) {
        if (socket.isAborted()) {
            return;
        }
        if (listening) {
            arrived(socket);
        } else {
            socket.fail(WireException.Kind.REFUSED);
        }
    }

    @Override
    public final String url() {
        return url;
    }

    @Override
    public final void listen() {
        listening = true;
    }

    @Override
    public final void stopListening() {
        listening = false;
    }

    @Override
    public final void dropConnections() {
        for (Peer peer : List.copyOf(open)) {
            peer.whenOpen(peer::breakOff);
            peer.end();
        }
        settle();
    }

    @Override
    public final void settle() {
        if (!time.isRunning()) {
            time.runPending();
        }
    }

    @Override
    public final boolean await(Duration timeout, BooleanSupplier condition) {
        Duration end = time.elapsed().plus(timeout);
        settle();
        while (!hub.read(condition::getAsBoolean)) {
            Duration left = end.minus(time.elapsed());
            Duration next = time.nextTimer().orElse(left);
            if (left.isZero() || left.isNegative()) {
                return false;
            }
            time.advance(next.compareTo(left) < 0 ? next : left);
        }
        return true;
    }

    @Override
    public final void close() {
        stopListening();
        dropConnections();
    }
}
