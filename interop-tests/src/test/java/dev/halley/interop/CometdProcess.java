package dev.halley.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A CometD server in a JVM of its own, which can be killed with SIGKILL and started again on the same port. */
final class CometdProcess implements Peer {
    private final List<String> options;
    private Child child;
    private int port;

    private CometdProcess(List<String> options) {
        this.options = options;
    }

    static CometdProcess start(String... options) {
        CometdProcess server = new CometdProcess(List.of(options));
        server.restart();
        return server;
    }

    void restart() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                CometdMain.class.getName(),
                String.valueOf(port)));
        command.addAll(options);
        try {
            child = Child.start(Path.of("").toAbsolutePath(), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            port = Integer.parseInt(child.await("port ", Await.SOON));
        } catch (Throwable e) {
            child.close();
            throw e;
        }
    }

    /** Surefire starts its JVM with a jar that only names the class path. */
    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** SIGKILL. */
    void kill() {
        child.close();
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/cometd");
    }

    @Override
    public void close() {
        child.close();
    }
}
