package dev.halley.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import javax.net.ServerSocketFactory;

/**
 * A port before a server: each connection that it accepts gets one of its own to the server. What passes between the two
 * is the business of who asked for it.
 */
final class Relay implements AutoCloseable {
    private static final long JOIN_MILLIS = 5_000;

    private final URI target;
    private final ServerSocket listening;
    private final BiConsumer<Socket, Socket> connected;
    private final Thread acceptor;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private Relay(URI target, ServerSocket listening, BiConsumer<Socket, Socket> connected) {
        this.target = target;
        this.listening = listening;
        this.connected = connected;
        this.acceptor = daemon(this::accept);
        acceptor.start();
    }

    /** Calls {@code connected} with a client's socket and the server's, on the thread that accepts. */
    static Relay to(Peer server, ServerSocketFactory factory, BiConsumer<Socket, Socket> connected) {
        try {
            ServerSocket listening = factory.createServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
            return new Relay(server.url(), listening, connected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI url(String scheme, String host) {
        return URI.create(scheme + "://" + host + ":" + listening.getLocalPort() + target.getPath());
    }

    /** Runs this on a thread of its own, a daemon. */
    static void start(Runnable work) {
        daemon(work).start();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        return thread;
    }

    /** Resets every connection; new ones are accepted. */
    void cut() {
        sockets.forEach(Relay::reset);
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // it is closed
        }
        close(socket);
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            Socket client;
            try {
                client = listening.accept();
            } catch (IOException e) {
                // close() ends it like this; a failed handshake of TLS comes later, where the socket is read
                continue;
            }
            sockets.add(client);
            try {
                Socket server = new Socket(target.getHost(), target.getPort());
                sockets.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                connected.accept(client, server);
            } catch (IOException e) {
                // the server is gone: who came for it shall not wait
                reset(client);
            }
        }
    }

    /** Nobody is let in any more when this returns: until no thread waits in it, the system accepts for a closed port. */
    @Override
    public void close() {
        try {
            listening.close();
            acceptor.join(JOIN_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cut();
        if (acceptor.isAlive()) {
            throw new AssertionError("the thread that accepts: " + acceptor + " (expected: ended)");
        }
    }
}
