package dev.halley.interop;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import javax.net.ssl.SSLContext;

/** Ends TLS before a server, as a load balancer does. Only {@code localhost} is its name. */
final class TlsFront implements Peer {
    private final Relay relay;

    private TlsFront(Peer server, SSLContext tls) {
        this.relay = Relay.to(server, tls.getServerSocketFactory(), this::connected);
    }

    static TlsFront of(Peer server, SSLContext tls) {
        return new TlsFront(server, tls);
    }

    @Override
    public URI url() {
        return relay.url("https", "localhost");
    }

    private void connected(Socket client, Socket server) {
        Relay.start(() -> carry(client, server));
        Relay.start(() -> carry(server, client));
    }

    private static void carry(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // a client that does not trust the certificate goes like this, too
        }
    }

    @Override
    public void close() {
        relay.close();
    }
}
