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
import org.jspecify.annotations.Nullable;

/** The listening port of a server, its connections and its threads. Any thread. */
final class Connections {
    private static final int BACKLOG = 1024;
    private static final int PRUNE_MARGIN = 64;
    private static final long JOIN_MILLIS = 2_000;

    private final ScriptedServer server;

    // Guarded by lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Connection> open = new HashSet<>();
    private final Set<Thread> threads = new HashSet<>();
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;
    private int pruneAt = PRUNE_MARGIN;
    private int port;
    private int accepted;
    private boolean closed;

    Connections(ScriptedServer server) {
        this.server = server;
    }

    void startAccepting() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the server is closed");
            }
            if (listener != null) {
                return;
            }
            ServerSocket fresh = new ServerSocket();
            fresh.setReuseAddress(true);
            fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            port = fresh.getLocalPort();
            listener = fresh;
            Thread accepting = thread("accept", () -> accept(fresh));
            acceptor = accepting;
            start(accepting);
        } finally {
            lock.unlock();
        }
    }

    /** A listener is closed when nobody waits in it any more; until then the system may still accept. */
    void stopAccepting() {
        Thread accepting;
        lock.lock();
        try {
            ServerSocket old = listener;
            listener = null;
            accepting = acceptor;
            acceptor = null;
            if (old != null) {
                old.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
        if (accepting != null) {
            join(List.of(accepting));
        }
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            Socket socket;
            try {
                socket = from.accept();
            } catch (IOException e) {
                server.note("the port was closed: " + e.getMessage());
                return;
            }
            lock.lock();
            try {
                Connection connection = new Connection(server, ++accepted, socket);
                open.add(connection);
                changed.signalAll();
                startThread("connection-" + accepted, connection);
                if (closed) {
                    connection.end(Reply.Ending.RESET);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    void startThread(String name, Runnable work) {
        start(thread(name, work));
    }

    private Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, "scripted-" + port + "-" + name);
        thread.setDaemon(true);
        return thread;
    }

    /** A thread is known until it is dead, so that close() can wait for all. */
    private void start(Thread thread) {
        lock.lock();
        try {
            if (threads.size() >= pruneAt) {
                threads.removeIf(known -> known.getState() == Thread.State.TERMINATED);
                pruneAt = 2 * threads.size() + PRUNE_MARGIN;
            }
            thread.start();
            threads.add(thread);
        } finally {
            lock.unlock();
        }
    }

    void ended(Connection connection) {
        lock.lock();
        try {
            open.remove(connection);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int port() {
        lock.lock();
        try {
            return port;
        } finally {
            lock.unlock();
        }
    }

    int open() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    int accepted() {
        lock.lock();
        try {
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    void awaitOpen(int count, Duration timeout) {
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

    void endAll(Reply.Ending ending) {
        List<Connection> all;
        lock.lock();
        try {
            all = new ArrayList<>(open);
        } finally {
            lock.unlock();
        }
        all.forEach(connection -> connection.end(ending));
    }

    /** Returns the threads that would not end. */
    List<Thread> close() {
        List<Thread> all;
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        stopAccepting();
        lock.lock();
        try {
            all = new ArrayList<>(threads);
        } finally {
            lock.unlock();
        }
        endAll(Reply.Ending.FIN);
        all.remove(Thread.currentThread());
        join(all);
        // Who is left waits in the test's own code.
        all.removeIf(thread -> !thread.isAlive());
        all.forEach(Thread::interrupt);
        join(all);
        all.removeIf(thread -> !thread.isAlive());
        return all;
    }

    private static void join(List<Thread> all) {
        long deadline = System.nanoTime() + JOIN_MILLIS * 1_000_000;
        try {
            for (Thread thread : all) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return;
                }
                thread.join(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
