package dev.halley.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import javax.net.ServerSocketFactory;

/** Stands before a server and forwards bytes, until it cuts the connections or lets them go silent. */
final class Front implements Peer {
    private final Relay relay;
    private volatile Epoch epoch = new Epoch();

    /** The connections that were accepted between two interventions. */
    private static final class Epoch {
        private volatile boolean frozen;
    }

    private Front(Peer server) {
        this.relay = Relay.to(server, ServerSocketFactory.getDefault(), this::connected);
    }

    static Front of(Peer server) {
        return new Front(server);
    }

    @Override
    public URI url() {
        return relay.url("http", "127.0.0.1");
    }

    /** Resets every connection; new ones are accepted. */
    void cut() {
        relay.cut();
    }

    /** The connections there are stay open, and nothing passes any more; new ones are forwarded. */
    void freeze() {
        epoch.frozen = true;
        epoch = new Epoch();
    }

    private void connected(Socket client, Socket server) {
        Epoch of = epoch;
        Relay.start(() -> pump(client, server, of));
        Relay.start(() -> pump(server, client, of));
    }

    private void pump(Socket from, Socket to, Epoch of) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!of.frozen) {
                    out.write(buffer, 0, read);
                }
            }
            if (!of.frozen) {
                to.shutdownOutput();
                return;
            }
        } catch (IOException e) {
            Relay.reset(from);
            Relay.reset(to);
        }
    }

    @Override
    public void close() {
        relay.close();
    }
}
