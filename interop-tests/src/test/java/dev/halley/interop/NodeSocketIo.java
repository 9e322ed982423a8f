package dev.halley.interop;

import java.net.URI;
import java.util.List;

/** npm's socket.io in a process of its own. Without Node the test is skipped, and says why. */
final class NodeSocketIo implements SocketIoPeer {
    private final Child child;
    private final int port;

    private NodeSocketIo(Child child) {
        this.child = child;
        this.port = Integer.parseInt(child.await("port ", Await.SOON));
    }

    /**
     * Starts one.
     *
     * @param options JSON, as the script tells
     */
    static NodeSocketIo start(String options) {
        return NodeDirectory.start("socket.io", List.of("node", "socketio-server.js", options), NodeSocketIo::new);
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void stop() {
        child.tell("{\"do\":\"stop\"}");
        child.await("stopped", Await.SOON);
    }

    @Override
    public void restart() {
        child.tell("{\"do\":\"start\"}");
        child.await("port " + port, Await.SOON);
    }

    /** Resets every TCP connection; the server goes on and remembers its sessions. */
    int cut() {
        child.tell("{\"do\":\"cut\"}");
        return Integer.parseInt(child.await("cut ", Await.SOON));
    }

    /**
     * The server emits to all of a namespace.
     *
     * @param args a JSON array
     */
    void emit(String namespace, String event, String args) {
        child.tell("{\"do\":\"emit\",\"namespace\":\"" + namespace + "\",\"event\":\"" + event + "\",\"args\":" + args
                + "}");
        child.await("emitted", Await.SOON);
    }

    /** The server emits 0, 1 and so on, one each so many milliseconds. */
    void stream(String event, int count, int everyMillis) {
        child.tell("{\"do\":\"stream\",\"event\":\"" + event + "\",\"count\":" + count + ",\"every\":" + everyMillis
                + "}");
    }

    void awaitStreamed(java.time.Duration limit) {
        child.await("streamed ", limit);
    }

    @Override
    public void close() {
        child.close();
    }

    @Override
    public String toString() {
        return "socket.io, " + child;
    }
}
