package dev.halley.wire.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionException;
import dev.halley.OperationTimeoutException;
import dev.halley.UnconfirmedException;
import dev.halley.internal.http.CookieJar;
import dev.halley.internal.http.HttpAgent;
import dev.halley.internal.http.HttpReply;
import dev.halley.internal.http.HttpSettings;
import dev.halley.internal.http.WebSocketHandler;
import dev.halley.internal.http.WebSocketSession;
import dev.halley.internal.http.WireLoader;
import dev.halley.internal.loop.Kernel;
import dev.halley.testkit.Frame;
import dev.halley.testkit.Reply;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.ScriptedSocket;
import dev.halley.testkit.WebSocketScript;
import dev.halley.wire.Headers;
import dev.halley.wire.WireSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The policy of core and this wire together, over real sockets. */
class AgentTest extends WireTest {
    private final Kernel kernel = Kernel.shared();
    private final HttpAgent agent = new HttpAgent(
            WireLoader.defaultProvider().open(new WireSettings(SOON, null, null, null, null, kernel.io())),
            new HttpSettings(Headers.of("Authorization", "Bearer t"), null, true, 1 << 20, 1 << 20, SOON),
            new CookieJar(kernel.time()),
            kernel,
            executor);
    private final Handler handler = new Handler();

    private static final class Handler implements WebSocketHandler {
        final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        final CompletableFuture<WebSocketSession> session = new CompletableFuture<>();
        final CompletableFuture<ConnectionException> failure = new CompletableFuture<>();

        @Override
        public void onOpen(WebSocketSession opened) {
            session.complete(opened);
        }

        @Override
        public void onText(char[] text, int length) {
            events.add(new String(text, 0, length));
        }

        @Override
        public void onReadComplete() {}

        @Override
        public void onClosed(int code, String reason) {
            events.add("closed " + code);
        }

        @Override
        public void onFailed(ConnectionException failed) {
            failure.complete(failed);
        }

        void expect(String event) throws Exception {
            assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo(event);
        }
    }

    @AfterEach
    void closeAgent() {
        agent.close();
    }

    private HttpReply post(URI uri, Duration timeout) throws Throwable {
        try {
            return agent.post(uri, "application/json", "[]", timeout).reply().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private Throwable failure(URI uri, Duration timeout) {
        try {
            throw new AssertionError(post(uri, timeout));
        } catch (Throwable failure) {
            return failure;
        }
    }

    @Test
    void a_compressed_reply_is_text_and_the_cookie_of_an_upgrade_comes_back_with_the_next_post() throws Throwable {
        server.onRequest(request -> request.isUpgrade()
                ? Reply.upgrade(WebSocketScript.accept().addHeader("Set-Cookie", "BAYEUX_BROWSER=abc"))
                : Reply.json("[\"ü\"]").gzip().chunked(3));
        agent.openWebSocket(server.http(), List.of(), handler);
        handler.session.get(10, TimeUnit.SECONDS);
        assertThat(new String(post(server.http(), SOON).text())).isEqualTo("[\"ü\"]");
        assertThat(server.requests().get(1).header("Cookie")).contains("BAYEUX_BROWSER=abc");
        assertThat(server.requests().get(1).header("Accept-Encoding")).contains("gzip");
    }

    @Test
    void a_post_follows_to_another_server_without_its_credentials() throws Throwable {
        try (ScriptedServer other = ScriptedServer.start()) {
            other.onRequest(request -> Reply.json("[" + request.text() + "]"));
            server.onRequest(
                    request -> Reply.of(307).header("Location", other.http("/x").toString()));
            assertThat(new String(post(server.http(), SOON).text())).isEqualTo("[[]]");
            assertThat(server.requests().get(0).header("Authorization")).contains("Bearer t");
            assertThat(other.requests().get(0).header("Authorization")).isEmpty();
        }
    }

    @Test
    void a_stalled_body_is_a_timeout_and_a_dropped_post_unconfirmed_and_nobody_there_a_connection_failure()
            throws Exception {
        server.onRequest(request -> Reply.text("0123456789").stallAfter(4));
        assertThat(failure(server.http(), Duration.ofMillis(300))).isInstanceOf(OperationTimeoutException.class);
        server.awaitOpenConnections(0, SOON);
        server.onRequest(request -> Reply.dropConnection(Reply.Ending.RESET));
        assertThat(failure(server.http(), SOON)).isInstanceOf(UnconfirmedException.class);
        URI nobody = URI.create("http://localhost:" + nobody().getPort() + "/cometd");
        assertThat(failure(nobody, SOON))
                .isExactlyInstanceOf(ConnectionException.class)
                .hasMessageContaining("is the server running");
    }

    @Test
    void a_refused_upgrade_says_why() throws Exception {
        server.onRequest(request -> Reply.of(404).body("no cometd here"));
        agent.openWebSocket(server.ws(), List.of(), handler);
        assertThat(handler.failure.get(10, TimeUnit.SECONDS))
                .hasMessageContaining("404 at ws://localhost")
                .hasMessageContaining("no cometd here");
    }

    @Test
    void messages_pass_and_a_close_is_answered_or_cut_off() throws Exception {
        server.onRequest(request -> Reply.upgrade(WebSocketScript.accept().ignoreClose()));
        agent.openWebSocket(server.ws(), List.of(), handler);
        WebSocketSession session = handler.session.get(10, TimeUnit.SECONDS);
        ScriptedSocket peer = server.takeSocket(SOON);
        String big = "ä".repeat(300_000);
        peer.sendText(big);
        handler.expect(big);
        for (int i = 0; i < 100; i++) {
            assertThat(session.send("m" + i)).isNotNull();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(peer.takeText(SOON)).isEqualTo("m" + i);
        }
        session.close(1000, "bye", Duration.ofMillis(200));
        assertThat(peer.takeFrame(Frame.Kind.CLOSE, SOON).closeReason()).isEqualTo("bye");
        handler.expect("closed 1006");
        peer.awaitEnd(SOON);
    }

    @Test
    void an_end_that_comes_while_a_message_is_handed_over_is_noticed() throws Exception {
        CountDownLatch handed = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        // Not with the upgrade's reply: what comes in one read with it is handed over in another way.
        server.onRequest(request -> Reply.upgrade(WebSocketScript.accept().onText((socket, go) -> {
            socket.sendText("last");
            await(handed);
            socket.close();
            gone.countDown();
        })));
        CountDownLatch noticed = new CountDownLatch(1);
        agent.openWebSocket(server.ws(), List.of(), new WebSocketHandler() {
            @Override
            public void onOpen(WebSocketSession opened) {
                opened.send("go");
            }

            @Override
            public void onText(char[] text, int length) {
                handed.countDown();
                await(gone);
                // Until the JDK has seen the end, which it tells nobody, this call has to last.
                long seen = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
                while (System.nanoTime() - seen < 0) {
                    Thread.onSpinWait();
                }
            }

            @Override
            public void onReadComplete() {}

            @Override
            public void onClosed(int code, String reason) {
                noticed.countDown();
            }

            @Override
            public void onFailed(ConnectionException failed) {
                noticed.countDown();
            }
        });
        assertThat(noticed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_reply_does_not_wait_for_the_common_pool_of_the_jvm() throws Throwable {
        server.onRequest(request -> Reply.json("[]"));
        CountDownLatch release = new CountDownLatch(1);
        try {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                ForkJoinPool.commonPool().execute(() -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
            }
            for (int i = 0; i < 20; i++) {
                assertThat(post(server.http(), SOON).status()).isEqualTo(200);
            }
            assertThat(server.acceptedConnections()).isLessThanOrEqualTo(3);
        } finally {
            release.countDown();
        }
    }
}
