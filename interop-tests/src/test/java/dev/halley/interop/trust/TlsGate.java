package dev.halley.interop.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Ends TLS before a server, with a certificate that can be replaced, and notes how each connection begins. On threads of its
 * own.
 */
final class TlsGate implements AutoCloseable {
    /** The first byte of a TLS handshake. */
    static final int HANDSHAKE = 0x16;

    private final int server;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Integer> firstBytes = new CopyOnWriteArrayList<>();
    private volatile Door door;

    /** What is done with a connection that has begun. */
    interface Door {
        /** The connection to speak with the server, or null when there is nothing to say. */
        Socket opened(Socket client, int firstByte) throws IOException;
    }

    private TlsGate(int server, Door door, ServerSocket listening) {
        this.server = server;
        this.door = door;
        this.listening = listening;
        start(this::accept);
    }

    static TlsGate before(int server, Door door) {
        try {
            return new TlsGate(server, door, new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Door with(SSLContext tls) {
        return (client, first) -> {
            SSLSocket secure = (SSLSocket) tls.getSocketFactory()
                    .createSocket(client, new ByteArrayInputStream(new byte[] {(byte) first}), true);
            secure.setUseClientMode(false);
            return secure;
        };
    }

    /**
     * A server that knows no version of TLS but an old one: it chooses that, whatever is offered.
     *
     * @param minor 1 for TLS 1.0, 2 for TLS 1.1
     */
    static Door old(int minor) {
        byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 2 + 1];
        byte[] head = {0x16, 3, (byte) minor, 0, 42, 2, 0, 0, 38, 3, (byte) minor};
        System.arraycopy(head, 0, hello, 0, head.length);
        // a cipher suite of that time: RSA with AES-128
        hello[hello.length - 2] = 0x2f;
        return (client, first) -> {
            client.getOutputStream().write(hello);
            client.getOutputStream().flush();
            client.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            return null;
        };
    }

    void door(Door next) {
        door = next;
    }

    /** Ends every connection; new ones are accepted. */
    void cut() {
        sockets.forEach(TlsGate::close);
    }

    String url(String path) {
        return "https://localhost:" + listening.getLocalPort() + path;
    }

    /** How each connection began. */
    List<Integer> firstBytes() {
        return List.copyOf(firstBytes);
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
            int first = client.getInputStream().read();
            if (first < 0) {
                return;
            }
            firstBytes.add(first);
            Socket open = door.opened(client, first);
            if (open == null) {
                return;
            }
            try (open;
                    Socket to = new Socket("127.0.0.1", server)) {
                sockets.add(to);
                to.setTcpNoDelay(true);
                start(() -> carry(to, open));
                open.getInputStream().transferTo(to.getOutputStream());
                sockets.remove(to);
            }
        } catch (IOException e) {
            // a client that does not trust the certificate goes like this, too
        } finally {
            sockets.remove(client);
        }
    }

    private static void carry(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one side has ended, and with this the other does
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tls-gate");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
