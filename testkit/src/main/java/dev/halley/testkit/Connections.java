package dev.halley.testkit;

import java.io.IOException;
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
    private static final long JOIN_MILLIS = 2_000;

    private final ScriptedServer server;

    // Guarded by lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Connection> open = new HashSet<>();
    private final Set<Thread> threads = new HashSet<>();
    private @Nullable ServerSocket listener;
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
            startThread("accept", () -> accept(fresh));
        } finally {
            lock.unlock();
        }
    }

    void stopAccepting() {
        lock.lock();
        try {
            ServerSocket old = listener;
            listener = null;
            if (old != null) {
                old.close();
            }
        } catch (IOException e) {
            server.note("stopAccepting: " + e);
        } finally {
            lock.unlock();
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
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } finally {
                        lock.lock();
                        try {
                            threads.remove(Thread.currentThread());
                        } finally {
                            lock.unlock();
                        }
                    }
                },
                "scripted-" + port + "-" + name);
        thread.setDaemon(true);
        lock.lock();
        try {
            threads.add(thread);
        } finally {
            lock.unlock();
        }
        thread.start();
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
            stopAccepting();
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
