package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultProxyTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int QUIET_MILLIS = 200;

    private ServerSocket listener;
    private FaultProxy proxy;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        proxy = FaultProxy.to("localhost", listener.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        server = listener.accept();
        client.setSoTimeout(10_000);
        server.setSoTimeout(10_000);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        listener.close();
        proxy.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(Thread::isAlive)
                .noneMatch(thread -> thread.getName().startsWith("fault-proxy-" + proxy.port() + "-"));
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String receive(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
    }

    private static void assertQuiet(Socket socket) throws IOException {
        socket.setSoTimeout(QUIET_MILLIS);
        InputStream in = socket.getInputStream();
        assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(10_000);
    }

    @Test
    void carries_bytes_both_ways_and_counts_them() throws IOException {
        send(client, "hello");
        assertThat(receive(server, 5)).isEqualTo("hello");
        send(server, "good day");
        assertThat(receive(client, 8)).isEqualTo("good day");

        assertThat(proxy.toServer().bytes()).isEqualTo(5);
        assertThat(proxy.toClient().bytes()).isEqualTo(8);
        assertThat(proxy.both().bytes()).isEqualTo(13);
        assertThat(proxy.acceptedConnections()).isEqualTo(1);
        assertThat(proxy.openConnections()).isEqualTo(1);
        assertThat(proxy.url("http", "/cometd")).isEqualTo("http://localhost:" + proxy.port() + "/cometd");
    }

    @Test
    void passes_on_the_end_of_each_direction() throws IOException {
        client.shutdownOutput();
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        send(server, "still here");
        assertThat(receive(client, 10)).isEqualTo("still here");
        server.close();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        proxy.awaitOpenConnections(0, SOON);
    }

    @Test
    void delays_in_one_direction_without_losing_pace() throws IOException {
        proxy.toServer().latency(Duration.ofMillis(300));
        long start = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            send(client, "x".repeat(1000));
        }
        assertThat(receive(server, 10_000)).hasSize(10_000);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);

        assertThat(taken).isBetween(Duration.ofMillis(300), Duration.ofMillis(2_900));
    }

    @Test
    void slows_down() throws IOException {
        proxy.toClient().throttle(10_000);
        long start = System.nanoTime();
        send(server, "x".repeat(5_000));
        assertThat(receive(client, 5_000)).hasSize(5_000);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(450));
    }

    @Test
    void swallows_bytes_and_the_end_until_it_is_cleared() throws IOException {
        proxy.toServer().blackhole();
        send(client, "lost");
        assertQuiet(server);
        assertThat(proxy.toServer().bytes()).isZero();
        send(server, "heard");
        assertThat(receive(client, 5)).isEqualTo("heard");

        proxy.both().clear();
        send(client, "found");
        assertThat(receive(server, 5)).isEqualTo("found");

        proxy.both().blackhole();
        client.close();
        assertQuiet(server);
    }

    @Test
    void closes_one_direction() throws IOException {
        proxy.toClient().halfClose();
        assertThat(client.getInputStream().read()).isEqualTo(-1);

        send(client, "still here");
        assertThat(receive(server, 10)).isEqualTo("still here");
    }

    @Test
    void cuts_after_a_number_of_bytes_once() throws IOException {
        send(client, "before");
        assertThat(receive(server, 6)).isEqualTo("before");
        proxy.toServer().cutAfter(4, Reply.Ending.FIN);

        send(client, "0123456789");
        assertThat(receive(server, 100)).isEqualTo("0123");
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        proxy.awaitOpenConnections(0, SOON);

        try (Socket next = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
                Socket accepted = listener.accept()) {
            send(next, "0123456789");
            assertThat(receive(accepted, 10)).isEqualTo("0123456789");
        }
        assertThat(proxy.toServer().bytes()).isEqualTo(20);
    }

    @Test
    void cuts_in_the_middle_of_what_comes_next() throws IOException {
        proxy.toClient().cutMidFrame(Reply.Ending.FIN);
        send(server, "0123456789");
        assertThat(receive(client, 100)).isEqualTo("01234");
    }

    @Test
    void resets_both_sides() {
        proxy.resetAll();
        for (Socket socket : new Socket[] {client, server}) {
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(proxy.openConnections()).isZero();
    }

    @Test
    void passes_a_reset_on() throws IOException {
        server.setSoLinger(true, 0);
        server.close();
        assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
    }

    @Test
    void refuses_new_connections_and_accepts_again_on_the_same_port() throws IOException {
        int port = proxy.port();
        proxy.refuse();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(ConnectException.class);
        send(client, "open ones stay");
        assertThat(receive(server, 14)).isEqualTo("open ones stay");

        proxy.accept();
        try (Socket next = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket accepted = listener.accept()) {
            send(next, "hello");
            assertThat(receive(accepted, 5)).isEqualTo("hello");
        }
    }

    @Test
    void a_server_that_is_not_there_ends_the_connection() throws IOException {
        listener.close();
        try (Socket next = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            next.setSoTimeout(10_000);
            assertThatThrownBy(() -> {
                        if (next.getInputStream().read() < 0) {
                            throw new IOException("connection reset");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_receiver_that_does_not_read_stops_the_sender() throws Exception {
        byte[] megabyte = new byte[1 << 20];
        Thread sender = new Thread(() -> {
            try {
                for (int i = 0; i < 64; i++) {
                    client.getOutputStream().write(megabyte);
                }
            } catch (IOException e) {
                // The test is over.
                return;
            }
        });
        sender.setDaemon(true);
        sender.start();
        sender.join(1_000);

        assertThat(sender.isAlive()).isTrue();
        assertThat(proxy.toServer().bytes()).isLessThan(32L << 20);
    }

    @Test
    void refuses_nonsense() {
        assertThatThrownBy(() -> proxy.both().throttle(-1)).hasMessageContaining("bytesPerSecond: -1");
        assertThatThrownBy(() -> proxy.both().cutAfter(-1, Reply.Ending.FIN)).hasMessageContaining("bytes: -1");
        assertThatThrownBy(() -> proxy.both().latency(Duration.ofMillis(-1))).hasMessageContaining("latency:");
        assertThatThrownBy(() -> proxy.both().awaitBytes(1, SOON)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> proxy.toServer().awaitBytes(1, Duration.ZERO)).isInstanceOf(AssertionError.class);
    }
}
