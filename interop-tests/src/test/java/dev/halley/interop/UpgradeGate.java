package dev.halley.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server as a proxy does that knows no WebSocket, until it learns it. */
final class UpgradeGate implements Peer {
    private final URI target;
    private final ServerSocket listening;
    private final Set<Socket> upgraded = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final int status;
    private volatile boolean open;

    private UpgradeGate(URI target, int status, boolean open) throws IOException {
        this.target = target;
        this.status = status;
        this.open = open;
        this.listening = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
        start(this::accept);
    }

    /** Refuses upgrades with this status, at first or after {@link #forbid()}. */
    static UpgradeGate of(Peer server, int status, boolean open) {
        try {
            return new UpgradeGate(server.url(), status, open);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + target.getPath());
    }

    void allow() {
        open = true;
    }

    /** Refuses upgrades from now on, and cuts the WebSockets there are. */
    void forbid() {
        open = false;
        upgraded.forEach(UpgradeGate::close);
    }

    int refused() {
        return refused.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                client.setTcpNoDelay(true);
                Socket server = new Socket(target.getHost(), target.getPort());
                server.setTcpNoDelay(true);
                start(() -> forward(client, server));
                start(() -> back(server, client));
            } catch (IOException e) {
                // closed, or the server is: the next one tells
            }
        }
    }

    private void forward(Socket client, Socket server) {
        byte[] buffer = new byte[16 * 1024];
        try (client;
                server) {
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                // Bayeux asks with POST only, and the head of an upgrade comes in one piece
                if (buffer[0] == 'G' && buffer[1] == 'E' && buffer[2] == 'T') {
                    if (!open) {
                        refused.incrementAndGet();
                        String refusal = "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                        client.getOutputStream().write(refusal.getBytes(StandardCharsets.US_ASCII));
                        return;
                    }
                    upgraded.add(client);
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // either side may go at any time; the other one then goes too
        } finally {
            upgraded.remove(client);
        }
    }

    private static void back(Socket server, Socket client) {
        try (client;
                server) {
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // see above
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "upgrade-gate");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        forbid();
    }
}
