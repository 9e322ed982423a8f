package dev.halley.wire.netty.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Enough of SOCKS 5 (RFC 1928, RFC 1929) for a test: CONNECT by name, with or without a password. */
final class SocksServer implements AutoCloseable {
    final List<String> asked = new CopyOnWriteArrayList<>();
    private final ServerSocket listening;
    private final String credentials;

    SocksServer(String credentials) throws IOException {
        this.credentials = credentials;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "socks");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            in.readUnsignedByte();
            in.readNBytes(in.readUnsignedByte());
            if (credentials == null) {
                out.write(new byte[] {5, 0});
            } else {
                out.write(new byte[] {5, 2});
                in.readUnsignedByte();
                String user = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
                String password = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
                boolean right = credentials.equals(user + ":" + password);
                out.write(new byte[] {1, (byte) (right ? 0 : 1)});
                if (!right) {
                    return;
                }
            }
            in.readNBytes(3);
            int type = in.readUnsignedByte();
            String host = type == 3
                    ? new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8)
                    : InetAddress.getByAddress(in.readNBytes(type == 1 ? 4 : 16))
                            .getHostAddress();
            int port = in.readUnsignedShort();
            asked.add(type + " " + host);
            try (Socket server = new Socket(host, port)) {
                out.write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 0});
                start(() -> copy(client, server));
                copy(server, client);
            }
        } catch (IOException ended) {
            // The test sees it at its own end.
            asked.add("ended " + ended.getMessage());
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException ended) {
            // One side is gone, so the other one goes.
            try {
                to.close();
            } catch (IOException closed) {
                throw new IllegalStateException(closed);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
