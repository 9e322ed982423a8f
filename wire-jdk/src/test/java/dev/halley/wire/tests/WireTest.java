package dev.halley.wire.tests;

import dev.halley.internal.http.WireLoader;
import dev.halley.testkit.ScriptedServer;
import dev.halley.wire.Headers;
import dev.halley.wire.HttpCall;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.Wire;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * A server and wires that are closed after each test. Which wire it is decides the class path, or the system property
 * {@code halley.wire}: these tests are about what every wire does, and run with each of them.
 */
@Timeout(60)
public abstract class WireTest {
    protected static final Duration SOON = Duration.ofSeconds(10);

    protected final ExecutorService executor = Executors.newCachedThreadPool();
    protected final ScriptedServer server = ScriptedServer.start();
    protected final Wire wire = provider().open(settings(null, null));

    @AfterEach
    void close() {
        wire.close();
        executor.shutdownNow();
        server.close();
    }

    /** The wire under test. */
    protected static WireProvider provider() {
        return WireLoader.defaultProvider();
    }

    protected WireSettings settings(ProxySelector proxy, WireSettings.ProxyCredentials credentials) {
        return new WireSettings(Duration.ofSeconds(5), null, null, proxy, credentials, executor);
    }

    /** An address at which nobody listens. */
    protected static InetSocketAddress nobody() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(gone.getInetAddress(), gone.getLocalPort());
        }
    }

    protected static HttpRequest get(URI uri) {
        return new HttpRequest("GET", uri, Headers.empty(), null);
    }

    protected static HttpRequest post(URI uri, String body) {
        return new HttpRequest(
                "POST",
                uri,
                Headers.of("Content-Type", "application/json"),
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }

    protected static RecordingSink exchange(Wire wire, HttpRequest request) {
        RecordingSink sink = new RecordingSink();
        wire.exchange(request, sink);
        return sink;
    }

    protected static RecordingListener connect(Wire wire, URI uri) {
        RecordingListener listener = new RecordingListener();
        wire.connect(socket(uri), listener);
        return listener;
    }

    protected static WebSocketRequest socket(URI uri, String... headers) {
        return new WebSocketRequest(uri, Headers.of(headers), List.of(), false);
    }

    /** Attempts to which the server replies, each aborted a little later than the one before. */
    protected void abortAtAnyMoment(Wire wire) throws Exception {
        for (int i = 0; i < 400; i++) {
            RecordingListener listener = new RecordingListener();
            HttpCall attempt = wire.connect(socket(server.ws()), listener);
            server.takeRequest(SOON);
            long end = System.nanoTime() + i % 200 * 10_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            attempt.abort();
            CompletableFuture.anyOf(listener.opened, listener.failure).get(10, TimeUnit.SECONDS);
            if (listener.opened.isDone()) {
                // It had succeeded, and the abort did nothing.
                listener.link().abort();
            }
        }
    }
}
