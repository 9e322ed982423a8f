package dev.halley.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands before a server and forwards bytes, until it cuts the connections or lets them go silent. */
final class Front implements Peer {
    private final URI target;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Epoch epoch = new Epoch();

    /** The connections that were accepted between two interventions. */
    private static final class Epoch {
        private volatile boolean frozen;
    }

    private Front(URI target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
        start(this::accept);
    }

    static Front of(Peer server) {
        try {
            return new Front(server.url());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + target.getPath());
    }

    /** Resets every connection; new ones are accepted. */
    void cut() {
        sockets.forEach(Front::reset);
    }

    /** The connections there are stay open, and nothing passes any more; new ones are forwarded. */
    void freeze() {
        epoch.frozen = true;
        epoch = new Epoch();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                sockets.add(client);
                Socket server = new Socket(target.getHost(), target.getPort());
                sockets.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                Epoch of = epoch;
                start(() -> pump(client, server, of));
                start(() -> pump(server, client, of));
            } catch (IOException e) {
                // closed, or the server is: the next one tells
            }
        }
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
            reset(from);
            reset(to);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // it is closed
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "front");
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
        cut();
    }
}
