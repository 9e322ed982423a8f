package dev.halley.reliability.trial;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * What stands before servers: it ends TLS, chooses the node, and answers by itself when it is told to. Its settings hold for
 * new connections. Thread-safe; two daemon threads for each connection.
 */
final class Gate implements AutoCloseable {
    private static final int BACKLOG = 200;
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int LONGEST_HEAD = 64 << 10;

    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger intruders = new AtomicInteger();

    private volatile int target;
    private volatile int status;
    private volatile @Nullable Certificate certificate;

    /** What the gate shows, and whether a client may go on then. */
    record Certificate(SSLContext context, boolean good) {}

    Gate(int target, @Nullable Certificate certificate) throws IOException {
        this.target = target;
        this.certificate = certificate;
        listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Shows another certificate. Open connections end, as when a server is set up anew. */
    void show(Certificate other) {
        certificate = other;
        cut();
    }

    void leadTo(int port) {
        target = port;
        cut();
    }

    /** Answers everything with a page of this status; 0 to go on as before. */
    void answer(int page) {
        status = page;
        cut();
    }

    /** How many clients spoke although they saw a certificate that they must not accept. */
    int intruders() {
        return intruders.get();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "gate");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                sockets.add(client);
                start(() -> serve(client));
            } catch (IOException e) {
                // Closed; anything else shows in the trial.
                continue;
            }
        }
    }

    private void serve(Socket accepted) {
        try {
            accepted.setTcpNoDelay(true);
            Certificate shown = certificate;
            Socket client = shown == null ? accepted : secured(accepted, shown.context());
            if (shown != null && !shown.good()) {
                if (client.getInputStream().read() >= 0) {
                    intruders.incrementAndGet();
                }
                end(accepted);
            } else if (status != 0) {
                page(client, status);
                end(accepted);
            } else {
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                server.setTcpNoDelay(true);
                sockets.add(server);
                AtomicInteger ways = new AtomicInteger(2);
                start(() -> carry(server, client, accepted, server, ways));
                carry(client, server, accepted, server, ways);
            }
        } catch (IOException e) {
            // Nobody is there, or the client did not like what it saw.
            end(accepted);
        }
    }

    private static Socket secured(Socket accepted, SSLContext context) throws IOException {
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(accepted, null, accepted.getPort(), true);
        secured.setUseClientMode(false);
        accepted.setSoTimeout(PATIENCE_MILLIS);
        secured.startHandshake();
        accepted.setSoTimeout(0);
        return secured;
    }

    private static void page(Socket client, int status) throws IOException {
        client.setSoTimeout(PATIENCE_MILLIS);
        InputStream in = client.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0 && head.length() < LONGEST_HEAD) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            head.append((char) next);
        }
        String html = "<html><body><h1>" + status + " from the proxy</h1></body></html>";
        client.getOutputStream()
                .write(("HTTP/1.1 " + status
                                + " Bad\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: "
                                + html.length() + "\r\n\r\n" + html)
                        .getBytes(StandardCharsets.US_ASCII));
        client.shutdownOutput();
        // What is left unread would reset the connection, and with it what was answered.
        client.setSoTimeout(PATIENCE_MILLIS / 5);
        long unused = in.transferTo(OutputStream.nullOutputStream());
    }

    private void carry(Socket from, Socket to, Socket one, Socket other, AtomicInteger ways) {
        try {
            long unused = from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
            if (ways.decrementAndGet() == 0) {
                end(one);
                end(other);
            }
        } catch (IOException e) {
            end(one);
            end(other);
        }
    }

    private void cut() {
        sockets.forEach(this::end);
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket that can't be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
