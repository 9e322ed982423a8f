package dev.halley.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bad network between a client and any TCP server: it sends on what comes, and delays, slows down, swallows or breaks
 * it while the test runs.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to("localhost", server.port())) {
 *     ... // the client connects to proxy.url("http", "/cometd")
 *     proxy.both().latency(Duration.ofMillis(200));
 *     proxy.toClient().cutAfter(1000, Reply.Ending.RESET);
 *     proxy.resetAll();
 * }
 * }</pre>
 *
 * <p>Faults belong to a direction ({@link #toServer}, {@link #toClient}, {@link #both}) and hold for open and for new
 * connections, from now on. The proxy knows nothing of the bytes that it carries. It runs on daemon threads, four for
 * each connection, and keeps at most 256 KiB per connection and direction. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final long JOIN_MILLIS = 5_000;

    private final InetSocketAddress target;
    private final Faults toServer = new Faults(this::connections, true);
    private final Faults toClient = new Faults(this::connections, false);

    // Guarded by lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<ProxiedConnection> open = new HashSet<>();
    private final Set<Thread> threads = new HashSet<>();
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;
    private int port;
    private int accepted;
    private boolean closed;

    /** Faults in both directions at once. */
    private final Faults both = new Faults(this::connections, toServer, toClient);

    private FaultProxy(InetSocketAddress target) {
        this.target = target;
    }

    /**
     * Starts a proxy on a free loopback port, without faults.
     *
     * @param host where connections go
     * @param port where connections go
     * @return the running proxy
     */
    public static FaultProxy to(String host, int port) {
        FaultProxy proxy = new FaultProxy(new InetSocketAddress(host, port));
        proxy.accept();
        return proxy;
    }

    /**
     * The proxy's port.
     *
     * @return the port, the same during the proxy's whole life
     */
    public int port() {
        return read(() -> port);
    }

    /**
     * A URL that leads through this proxy.
     *
     * @param scheme such as {@code http}
     * @param path what follows the authority, such as {@code /cometd}
     * @return the URL, with the host {@code localhost}
     */
    public String url(String scheme, String path) {
        return scheme + "://localhost:" + port() + path;
    }

    /**
     * Faults in what clients send.
     *
     * @return the switches
     */
    public Faults toServer() {
        return toServer;
    }

    /**
     * Faults in what the server sends.
     *
     * @return the switches
     */
    public Faults toClient() {
        return toClient;
    }

    /**
     * Faults in both directions.
     *
     * @return the switches; each call is made for both
     */
    public Faults both() {
        return both;
    }

    /** Resets all connections, on both sides; new ones are accepted. */
    public void resetAll() {
        connections().forEach(connection -> connection.end(Reply.Ending.RESET));
    }

    /** Refuses new connections from now on; open ones stay. */
    public void refuse() {
        ServerSocket old;
        Thread accepting;
        lock.lock();
        try {
            old = listener;
            listener = null;
            accepting = acceptor;
        } finally {
            lock.unlock();
        }
        if (old != null && accepting != null) {
            closeQuietly(old);
            // Until nobody waits in it any more, the system may still accept.
            join(List.of(accepting));
        }
    }

    /** Accepts connections again, on the same port. */
    public void accept() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the proxy is closed");
            }
            if (listener != null) {
                return;
            }
            ServerSocket fresh = new ServerSocket();
            fresh.setReuseAddress(true);
            fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            port = fresh.getLocalPort();
            listener = fresh;
            acceptor = startThread("accept", () -> accept(fresh));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            Socket client;
            try {
                client = from.accept();
            } catch (IOException e) {
                // Closed by refuse() or close().
                return;
            }
            lock.lock();
            try {
                if (listener != from) {
                    // Accepted while the port was closed.
                    closeQuietly(client);
                    return;
                }
                ProxiedConnection connection = new ProxiedConnection(this, client, target, ++accepted);
                open.add(connection);
                Thread unused = startThread("connect-" + accepted, connection::connect);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * How many connections clients have open through this proxy.
     *
     * @return the count
     */
    public int openConnections() {
        return read(open::size);
    }

    /**
     * How many connections were ever accepted.
     *
     * @return the count
     */
    public int acceptedConnections() {
        return read(() -> accepted);
    }

    /**
     * Waits until that many connections are open.
     *
     * @param count how many
     * @param timeout how long to wait
     * @throws AssertionError if it is another number then
     */
    public void awaitOpenConnections(int count, Duration timeout) {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (open.size() != count) {
                if (nanos <= 0) {
                    throw new AssertionError(
                            "open connections: " + open.size() + " after " + timeout + " (expected: " + count + ")");
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + count + " open connections", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends all connections and threads.
     *
     * @throws AssertionError if a thread could not be ended
     */
    @Override
    public void close() {
        List<Thread> all;
        refuse();
        lock.lock();
        try {
            closed = true;
            all = new ArrayList<>(threads);
        } finally {
            lock.unlock();
        }
        connections().forEach(connection -> connection.end(Reply.Ending.RESET));
        join(all);
        all.removeIf(thread -> !thread.isAlive());
        if (!all.isEmpty()) {
            throw new AssertionError("threads that did not end: " + all);
        }
    }

    private static void join(List<Thread> all) {
        long deadline = System.nanoTime() + JOIN_MILLIS * 1_000_000;
        try {
            for (Thread thread : all) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left > 0 && thread != Thread.currentThread()) {
                    thread.join(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<ProxiedConnection> connections() {
        return read(() -> List.copyOf(open));
    }

    private <T> T read(Supplier<T> value) {
        lock.lock();
        try {
            return value.get();
        } finally {
            lock.unlock();
        }
    }

    Thread startThread(String name, Runnable work) {
        lock.lock();
        try {
            threads.removeIf(known -> known.getState() == Thread.State.TERMINATED);
            Thread thread = new Thread(work, "fault-proxy-" + port + "-" + name);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
            return thread;
        } finally {
            lock.unlock();
        }
    }

    void ended(ProxiedConnection connection) {
        lock.lock();
        try {
            open.remove(connection);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    static void closeQuietly(AutoCloseable closing) {
        try {
            closing.close();
        } catch (Exception e) {
            throw new AssertionError("a socket that can't be closed", e);
        }
    }
}
