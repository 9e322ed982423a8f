package dev.halley.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A port before a server that hands on what the server writes at once in two pieces: the first so many bytes, of an HTTP
 * reply the head and so many of its body, and a moment later the rest. Daemon threads, two for each connection.
 */
final class Splitter implements AutoCloseable {
    private static final int CHUNK = 1 << 16;
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);

    /** Long enough for who reads to have read the first piece. */
    private static final long MOMENT_NANOS = 700_000;

    private final int target;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger longest = new AtomicInteger();
    private volatile int at = 1;

    Splitter(int target) throws IOException {
        this.target = target;
        listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Where to split from now on; forgets what was the longest. */
    void splitAt(int bytes) {
        at = bytes;
        longest.set(0);
    }

    /** How many bytes the longest had that could have been split, since it was said where. */
    int longest() {
        return longest.get();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "splitter");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(server);
                start(() -> carry(client, server, false));
                start(() -> carry(server, client, true));
            } catch (IOException e) {
                // Closed, or the server is; who came notices.
                continue;
            }
        }
    }

    private void carry(Socket from, Socket to, boolean splitting) {
        byte[] buffer = new byte[CHUNK];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int first = splitting ? first(buffer, count) : count;
                out.write(buffer, 0, first);
                if (first < count) {
                    LockSupport.parkNanos(MOMENT_NANOS);
                    out.write(buffer, first, count - first);
                }
            }
        } catch (IOException e) {
            // One side is gone, and with it the other.
            return;
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private int first(byte[] bytes, int count) {
        int head = head(bytes, count);
        longest.accumulateAndGet(count - head, Math::max);
        return Math.min(count, head + at);
    }

    private static int head(byte[] bytes, int count) {
        if (count < HTTP.length || !Arrays.equals(bytes, 0, HTTP.length, HTTP, 0, HTTP.length)) {
            return 0;
        }
        for (int i = 0; i + END_OF_HEAD.length < count; i++) {
            if (Arrays.equals(bytes, i, i + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
                return i + END_OF_HEAD.length;
            }
        }
        // A head alone, such as that of an upgrade.
        return 0;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
