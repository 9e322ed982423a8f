package dev.halley.interop.bombs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Stands before a well-behaved server. Each connection carries one request, or one WebSocket, to that server, unless an
 * attack is due for it: then the attack has the connection for itself. On threads of its own, one or two a connection.
 */
final class Attacker implements AutoCloseable {
    private final URI server;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Queue<Due> due = new ConcurrentLinkedQueue<>();
    /** The client's side of the WebSocket that was opened last. */
    private volatile Socket webSocket;

    private volatile boolean deaf;

    private record Due(Predicate<RawRequest> which, Attack attack, CompletableFuture<Void> end) {}

    private Attacker(URI server, ServerSocket listening) {
        this.server = server;
        this.listening = listening;
        start(this::accept);
    }

    static Attacker before(String server) {
        try {
            return new Attacker(URI.create(server), new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort() + server.getPath();
    }

    /**
     * The next request that fits gets this; each attack is for one request.
     *
     * @return completes when the attack is over, or the client had enough of it
     */
    CompletableFuture<Void> meet(Predicate<RawRequest> which, Attack attack) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        due.add(new Due(which, attack, end));
        return end;
    }

    /** What was due is not any more. */
    void forget() {
        due.clear();
        deaf = false;
    }

    /** From now on nothing that a client writes to its WebSocket is read, or it is again. */
    void deaf(boolean on) {
        deaf = on;
    }

    /**
     * Writes to the open WebSocket, between two frames of the server.
     *
     * @return completes when the attack is over, or the client had enough of it
     */
    CompletableFuture<Void> inject(Attack attack) {
        Socket client = webSocket;
        CompletableFuture<Void> end = new CompletableFuture<>();
        start(() -> {
            synchronized (client) {
                attack(client, attack, end);
            }
        });
        return end;
    }

    private static void attack(Socket client, Attack attack, CompletableFuture<Void> end) {
        try {
            attack.on(client.getOutputStream());
        } catch (IOException e) {
            // the client had enough
        } finally {
            end.complete(null);
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                sockets.add(client);
                start(() -> serve(client));
            } catch (IOException e) {
                // close() ends it like this
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            RawRequest request = RawRequest.read(client.getInputStream());
            if (request == null) {
                return;
            }
            for (Due each : due) {
                if (each.which.test(request) && due.remove(each)) {
                    attack(client, each.attack, each.end);
                    return;
                }
            }
            forward(client, request);
        } catch (IOException e) {
            // the client is gone, or the server: the other side hears of it by the end of its connection
        } finally {
            sockets.remove(client);
        }
    }

    private void forward(Socket client, RawRequest request) throws IOException {
        try (Socket to = new Socket("127.0.0.1", server.getPort())) {
            sockets.add(to);
            to.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            to.getOutputStream().write(request.alone());
            if (request.isUpgrade()) {
                webSocket = client;
            }
            start(() -> pump(client, to, to, request.isUpgrade()));
            pump(to, client, client, false);
            sockets.remove(to);
        }
    }

    /** A frame of the server is written whole, or an attack is. */
    private void pump(Socket from, Socket to, Object lock, boolean hears) {
        try (to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] part = new byte[64 * 1024];
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                synchronized (lock) {
                    out.write(part, 0, n);
                }
                while (hears && deaf) {
                    LockSupport.parkNanos(5_000_000);
                }
            }
        } catch (IOException e) {
            // one side has ended, and with this the other does
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "attacker");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
