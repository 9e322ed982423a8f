package dev.halley.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** Stands before a server and forwards bytes, until it cuts the connections, lets them go silent, or is slow to go on. */
final class Front implements Peer {
    private final Relay relay;
    private volatile Epoch epoch = new Epoch();

    /** The connections that were accepted between two interventions. */
    private static final class Epoch {
        private volatile boolean frozen;
        private volatile boolean held;
        private final List<Kept> kept = new CopyOnWriteArrayList<>();
    }

    private record Kept(OutputStream to, byte[] bytes) {}

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

    /**
     * What clients send over the connections there are stays on its way from now on, and the server hears nothing of
     * their end; new connections are forwarded.
     *
     * @return lets what was kept arrive
     */
    Runnable hold() {
        Epoch of = epoch;
        of.held = true;
        epoch = new Epoch();
        return () -> {
            for (Kept late : of.kept) {
                try {
                    late.to().write(late.bytes());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private void connected(Socket client, Socket server) {
        Epoch of = epoch;
        Relay.start(() -> pump(client, server, of, true));
        Relay.start(() -> pump(server, client, of, false));
    }

    private void pump(Socket from, Socket to, Epoch of, boolean toServer) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (of.held && toServer) {
                    of.kept.add(new Kept(out, Arrays.copyOf(buffer, read)));
                } else if (!of.frozen) {
                    out.write(buffer, 0, read);
                }
            }
            if (!of.frozen && !of.held) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            if (!of.held) {
                Relay.reset(from);
                Relay.reset(to);
            }
        }
    }

    @Override
    public void close() {
        relay.close();
    }
}
