package dev.halley.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halley.reliability.watch.Resources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ResourcesTest {
    @Test
    void a_socket_is_seen_until_it_is_closed() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/net")), "the system does not tell of sockets");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
            assertThat(Resources.remotePorts())
                    .containsOnlyOnce(server.getLocalPort())
                    .contains(0);
            client.close();
            assertThat(Resources.remotePorts()).doesNotContain(server.getLocalPort());
        }
    }

    @Test
    void a_thread_is_seen_until_it_has_ended() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("nobody interrupts it", e);
                    }
                },
                "halley-of-this-test");
        thread.start();
        assertThat(Resources.threads()).contains("halley-of-this-test");
        over.countDown();
        thread.join();
        assertThat(Resources.threads()).doesNotContain("halley-of-this-test");
        assertThat(Resources.isEngine("HttpClient-1-SelectorManager")).isTrue();
    }
}
