package dev.halley.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ScriptedServerTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final ScriptedServer server = ScriptedServer.start();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answers_what_the_handler_says_and_records_the_request() throws Exception {
        server.handle(
                "/x",
                request -> Reply.json("{\"got\":\"" + request.text() + "\"}")
                        .status(201)
                        .addHeader("Set-Cookie", "a=1")
                        .addHeader("Set-Cookie", "b=2"));
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(server.http("/x?n=%C3%A9&flag"))
                        .header("X-Twice", "1")
                        .header("x-twice", "2")
                        .POST(BodyPublishers.ofString("grün"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(201);
        assertThat(reply.body()).isEqualTo("{\"got\":\"grün\"}");
        assertThat(reply.headers().allValues("set-cookie")).containsExactly("a=1", "b=2");
        Request request = server.takeRequest(SOON);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/x?n=%C3%A9&flag");
        assertThat(request.path()).isEqualTo("/x");
        assertThat(request.parameter("n")).contains("é");
        assertThat(request.parameter("flag")).contains("");
        assertThat(request.parameter("none")).isEmpty();
        assertThat(request.headers().all("X-TWICE")).containsExactly("1", "2");
        assertThat(request.number()).isEqualTo(1);
        assertThat(request.connection()).isEqualTo(1);
        assertThat(server.requests()).containsExactly(request);
    }

    @Test
    void says_404_where_no_handler_fits_and_the_last_handler_wins() throws Exception {
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        server.handle("/a/*", Reply.text("any")).handle("/a/b", Reply.text("one"));
        assertThat(get("/a/c").body()).isEqualTo("any");
        assertThat(get("/a/b").body()).isEqualTo("one");
        server.onRequest(request -> Reply.of(204));
        assertThat(get("/nowhere").statusCode()).isEqualTo(204);
    }

    @Test
    void gives_replies_in_turn_and_repeats_the_last() throws Exception {
        server.handleInTurn("/t", Reply.of(503), Reply.text("1"), Reply.text("2"));
        assertThat(get("/t").statusCode()).isEqualTo(503);
        assertThat(get("/t").body()).isEqualTo("1");
        assertThat(get("/t").body()).isEqualTo("2");
        assertThat(get("/t").body()).isEqualTo("2");
        assertThat(server.acceptedConnections()).as("kept alive").isEqualTo(1);
    }

    @Test
    void reads_chunked_request_bodies() throws Exception {
        server.handle("/x", request -> Reply.text(request.text()));
        byte[] body = "x".repeat(100_000).getBytes(UTF_8);
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(server.http("/x"))
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(server.takeRequest(SOON).header("Transfer-Encoding")).contains("chunked");
        assertThat(reply.body()).hasSize(100_000);
    }

    @Test
    void sends_chunked_and_compressed_bodies() throws Exception {
        server.handle("/c", Reply.text("0123456789").chunked(3));
        server.handle("/z", Reply.text("0123456789").chunked().gzip());
        assertThat(get("/c").body()).isEqualTo("0123456789");
        HttpResponse<byte[]> reply =
                client.send(HttpRequest.newBuilder(server.http("/z")).build(), BodyHandlers.ofByteArray());
        assertThat(reply.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(reply.headers().firstValue("transfer-encoding")).contains("chunked");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(reply.body())).readAllBytes())
                .isEqualTo("0123456789".getBytes(UTF_8));
    }

    @Test
    void answers_pipelined_requests_in_order() throws Exception {
        server.handle("/slow", Reply.text("slow").delay(Duration.ofMillis(100)));
        server.handle("/fast", Reply.text("fast").header("Connection", "close"));
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.getOutputStream()
                    .write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET /fast HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(UTF_8));
            String all = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(all).containsSubsequence("slow", "fast").doesNotContain("400");
        }
    }

    @Test
    void holds_a_reply_until_the_test_gives_it() throws Exception {
        CompletableFuture<Reply> later = new CompletableFuture<>();
        server.handle("/poll", Reply.later(later));
        CompletableFuture<HttpResponse<String>> reply = getAsync("/poll");
        server.takeRequest(SOON);
        assertThat(reply).isNotDone();
        later.complete(Reply.text("now"));
        assertThat(reply.get(5, TimeUnit.SECONDS).body()).isEqualTo("now");
    }

    @Test
    void notices_that_the_client_gave_up_a_held_reply() throws Exception {
        server.handle("/poll", Reply.later(new CompletableFuture<>())).handle("/hang", Reply.hang());
        for (String path : new String[] {"/poll", "/hang"}) {
            try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\n\r\n").getBytes(UTF_8));
                server.takeRequest(SOON);
                assertThat(server.openConnections()).isEqualTo(1);
            }
            server.awaitOpenConnections(0, SOON);
        }
    }

    @Test
    void cuts_a_body_with_a_fin_or_a_reset() throws Exception {
        server.handle("/fin", Reply.text("0123456789").cutAfter(4, Reply.Ending.FIN));
        server.handle("/reset", Reply.text("0123456789").cutAfter(4, Reply.Ending.RESET));
        server.handle("/chunks", Reply.text("0123456789").chunked(3).cutAfter(4, Reply.Ending.FIN));
        assertThat(raw("/fin")).endsWith("\r\n\r\n0123").contains("Content-Length: 10");
        assertThat(raw("/chunks")).endsWith("\r\n\r\n3\r\n012\r\n1\r\n3\r\n");
        assertThatThrownBy(() -> raw("/reset")).isInstanceOf(IOException.class).hasMessageContaining("reset");
        assertThatThrownBy(() -> get("/fin")).isInstanceOf(IOException.class);
    }

    @Test
    void drops_a_connection_without_an_answer() {
        server.handle("/fin", Reply.dropConnection(Reply.Ending.FIN));
        server.handle("/reset", Reply.dropConnection(Reply.Ending.RESET));
        assertThat(assertThatNoIoFailure("/fin")).isEmpty();
        assertThatThrownBy(() -> raw("/reset")).isInstanceOf(IOException.class).hasMessageContaining("reset");
    }

    @Test
    void stalls_in_a_body_until_the_client_gives_up() throws Exception {
        server.handle("/stall", Reply.text("0123456789").stallAfter(4));
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.getOutputStream().write("GET /stall HTTP/1.1\r\n\r\n".getBytes(UTF_8));
            readUntil(socket.getInputStream(), "\r\n\r\n0123");
            socket.setSoTimeout(50);
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
        server.awaitOpenConnections(0, SOON);
    }

    @Test
    void trickles_a_body() throws Exception {
        server.handle("/slow", Reply.text("0123456789").trickle(2, Duration.ofMillis(20)));
        long start = System.nanoTime();
        assertThat(get("/slow").body()).isEqualTo("0123456789");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    @Test
    void sends_raw_bytes() throws Exception {
        server.handle("/raw", Reply.raw("HTTP/0.1 what\r\n".getBytes(UTF_8)).cutAfter(1000, Reply.Ending.FIN));
        assertThat(raw("/raw")).isEqualTo("HTTP/0.1 what\r\n");
    }

    @Test
    void drops_all_connections() throws Exception {
        server.handle("/hang", Reply.hang());
        // Not GET: java.net.http sends that again when the connection breaks.
        HttpRequest request = HttpRequest.newBuilder(server.http("/hang"))
                .POST(BodyPublishers.noBody())
                .build();
        CompletableFuture<HttpResponse<String>> one = client.sendAsync(request, BodyHandlers.ofString());
        CompletableFuture<HttpResponse<String>> two = client.sendAsync(request, BodyHandlers.ofString());
        server.takeRequest(SOON);
        server.takeRequest(SOON);
        assertThat(server.openConnections()).isEqualTo(2);
        server.dropConnections();
        assertThatThrownBy(() -> one.get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(() -> two.get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        server.awaitOpenConnections(0, SOON);
    }

    @Test
    void stops_accepting_and_starts_again_on_the_same_port() throws Exception {
        server.handle("/x", Reply.text("x").header("Connection", "close"));
        int port = server.port();
        assertThat(get("/x").body()).isEqualTo("x");
        server.stopAccepting();
        assertThatThrownBy(() -> get("/x")).isInstanceOf(ConnectException.class);
        server.startAccepting();
        assertThat(server.port()).isEqualTo(port);
        assertThat(get("/x").body()).isEqualTo("x");
    }

    @Test
    void speaks_tls() throws Exception {
        TestTls tls = TestTls.create("localhost");
        try (ScriptedServer secure = ScriptedServer.start(tls.serverContext())) {
            secure.handle("/x", Reply.text("secret"))
                    .handle("/cut", Reply.text("12").cutAfter(1, Reply.Ending.FIN));
            HttpClient trusting =
                    HttpClient.newBuilder().sslContext(tls.clientContext()).build();
            HttpRequest request = HttpRequest.newBuilder(secure.http("/x")).build();
            assertThat(secure.http().getScheme()).isEqualTo("https");
            assertThat(secure.ws().getScheme()).isEqualTo("wss");
            assertThat(trusting.send(request, BodyHandlers.ofString()).body()).isEqualTo("secret");
            assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(javax.net.ssl.SSLException.class);
            HttpRequest cut = HttpRequest.newBuilder(secure.http("/cut")).build();
            assertThatThrownBy(() -> trusting.send(cut, BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void refuses_what_is_no_http() throws Exception {
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.getOutputStream().write("hello\r\n\r\n".getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void says_what_came_instead_when_a_request_does_not_come() throws Exception {
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThatThrownBy(() -> server.takeRequest(r -> r.path().equals("/x"), Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no request within PT0.001S")
                .hasMessageContaining("GET /nowhere");
    }

    @Test
    void a_failing_handler_fails_the_test_at_close() throws Exception {
        ScriptedServer failing = ScriptedServer.start();
        failing.handle("/x", request -> {
            throw new AssertionError("not what I expected");
        });
        HttpRequest request = HttpRequest.newBuilder(failing.http("/x")).build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(500);
        assertThatThrownBy(failing::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not what I expected");
    }

    @Test
    void ends_all_its_threads() throws Exception {
        ScriptedServer other = ScriptedServer.start();
        other.handle("/hang", Reply.hang()).handle("/later", Reply.later(new CompletableFuture<>()));
        for (String path : new String[] {"/hang", "/later"}) {
            CompletableFuture<?> never =
                    client.sendAsync(HttpRequest.newBuilder(other.http(path)).build(), BodyHandlers.ofString());
            other.takeRequest(SOON);
            assertThat(never).isNotDone();
        }
        String prefix = "scripted-" + other.port() + "-";
        assertThat(threads(prefix)).isGreaterThan(2);
        other.close();
        assertThat(threads(prefix)).isZero();
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(server.http(path)).build(), BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> getAsync(String path) {
        return client.sendAsync(HttpRequest.newBuilder(server.http(path)).build(), BodyHandlers.ofString());
    }

    private String raw(String path) throws IOException {
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\n\r\n").getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private String assertThatNoIoFailure(String path) {
        try {
            return raw(path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void readUntil(InputStream in, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] buffer = new byte[100];
        while (!read.toString().endsWith(end)) {
            int n = in.read(buffer);
            assertThat(n).as("read so far: " + read).isPositive();
            read.append(new String(Arrays.copyOf(buffer, n), UTF_8));
        }
    }
}
