package dev.halley.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** Stands before a server as a proxy does that knows no WebSocket, until it learns it. */
final class UpgradeGate implements Peer {
    private final Relay relay;
    private final Set<Socket> upgraded = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final int status;
    private volatile boolean open;

    private UpgradeGate(Peer server, int status, boolean open) {
        this.status = status;
        this.open = open;
        this.relay = Relay.to(server, ServerSocketFactory.getDefault(), this::connected);
    }

    /** Refuses upgrades with this status, at first or after {@link #forbid()}. */
    static UpgradeGate of(Peer server, int status, boolean open) {
        return new UpgradeGate(server, status, open);
    }

    @Override
    public URI url() {
        return relay.url("http", "127.0.0.1");
    }

    void allow() {
        open = true;
    }

    /** Refuses upgrades from now on, and cuts the WebSockets there are. */
    void forbid() {
        open = false;
        upgraded.forEach(Relay::close);
    }

    int refused() {
        return refused.get();
    }

    private void connected(Socket client, Socket server) {
        Relay.start(() -> forward(client, server));
        Relay.start(() -> back(server, client));
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
                    if (!open) {
                        // forbid() may not have seen it
                        return;
                    }
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

    @Override
    public void close() {
        relay.close();
    }
}
