package dev.halley.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection through a {@link FaultProxy}: two sockets, and two threads for each direction. */
final class ProxiedConnection {
    private static final int CONNECT_MILLIS = 10_000;

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server = new Socket();
    private final InetSocketAddress target;
    private final int number;
    private final AtomicBoolean over = new AtomicBoolean();
    private final FaultPipe toServer;
    private final FaultPipe toClient;

    ProxiedConnection(FaultProxy proxy, Socket client, InetSocketAddress target, int number) {
        this.proxy = proxy;
        this.client = client;
        this.target = target;
        this.number = number;
        this.toServer = new FaultPipe(this, client, server, proxy.toServer());
        this.toClient = new FaultPipe(this, server, client, proxy.toClient());
    }

    /** On a thread of its own, which then carries what the client sends. */
    void connect() {
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target, CONNECT_MILLIS);
        } catch (IOException e) {
            // Nobody is there, which the client finds out by the end of its connection.
            end(Reply.Ending.RESET);
            return;
        }
        start("to-server", toServer::write);
        start("from-server", toClient::read);
        start("to-client", toClient::write);
        toServer.read();
    }

    private void start(String name, Runnable work) {
        Thread unused = proxy.startThread(number + "-" + name, work);
    }

    void halfClose(boolean ofServer) {
        (ofServer ? toServer : toClient).finish();
    }

    /** Both directions have ended in order. */
    void pipeEnded() {
        if (toServer.hasEnded() && toClient.hasEnded()) {
            end(Reply.Ending.FIN);
        }
    }

    /** The first ending counts: closing one socket lets its reader fail, which is no reset. Never waits. */
    void end(Reply.Ending ending) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        toServer.stop();
        toClient.stop();
        for (Socket socket : new Socket[] {client, server}) {
            try {
                if (ending == Reply.Ending.RESET && !socket.isClosed()) {
                    socket.setSoLinger(true, 0);
                }
            } catch (IOException e) {
                // Closed meanwhile: it needs no reset any more.
                continue;
            } finally {
                FaultProxy.closeQuietly(socket);
            }
        }
        proxy.ended(this);
    }
}
