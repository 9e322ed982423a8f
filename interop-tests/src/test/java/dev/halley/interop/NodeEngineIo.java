package dev.halley.interop;

import java.net.URI;
import java.util.List;

/** npm's engine.io in a process of its own. Without Node the test is skipped, and says why. */
final class NodeEngineIo implements Peer {
    private final Child child;
    private final int port;

    private NodeEngineIo(Child child) {
        this.child = child;
        this.port = Integer.parseInt(child.await("port ", Await.SOON));
    }

    /**
     * Starts one.
     *
     * @param options JSON, as the script tells
     */
    static NodeEngineIo start(String options) {
        return NodeDirectory.start("engine.io", List.of("node", "engineio-server.js", options), NodeEngineIo::new);
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Why the server thinks that the next session ended. */
    String closed() {
        return child.await("closed ", Await.SOON);
    }

    @Override
    public void close() {
        child.close();
    }
}
