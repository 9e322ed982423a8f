package dev.halley.reliability.close;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A port that does not answer: nobody accepts, and its queue is full, so the system drops what asks for a connection. */
final class DeafPort implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 300;
    private static final int MOST = 20;

    private final ServerSocket listening;

    DeafPort() throws IOException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        for (int queued = 0; isAnswering(); queued++) {
            if (queued == MOST) {
                close();
                throw new IOException("a queue for one took " + MOST + " connections");
            }
        }
    }

    /** What is closed again stays in the queue all the same. */
    private boolean isAnswering() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(listening.getInetAddress(), port()), PATIENCE_MILLIS);
            return true;
        } catch (SocketTimeoutException full) {
            return false;
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
