package dev.halley.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.halley.ClientBuilder;
import dev.halley.ConnectionState;
import dev.halley.internal.client.BuilderAccess;
import dev.halley.internal.loop.ExitHooks;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The exit of the JVM, with a list of hooks in its place. */
@Tag("wire")
class CloseOnShutdownTest {
    private final Queue<Thread> hooks = new ConcurrentLinkedQueue<>();

    private <B extends ClientBuilder<B>> B hooked(B builder) {
        BuilderAccess.options(builder).exitHooks = new ExitHooks() {
            @Override
            public void add(Thread hook) {
                hooks.add(hook);
            }

            @Override
            public void remove(Thread hook) {
                assertThat(hooks.remove(hook)).isTrue();
            }
        };
        return builder.closeOnShutdown(true);
    }

    @Test
    void the_exit_disconnects_the_client_and_a_client_that_is_not_connected_has_no_hook() throws InterruptedException {
        try (SocketIoTestServer server = SocketIoTestServer.start();
                SocketIoClient client =
                        hooked(SocketIoClient.builder().logOff()).build()) {
            assertThat(hooks).isEmpty();
            client.connect(server.url());
            assertThat(hooks).hasSize(1);
            Thread hook = hooks.element();
            hook.start();
            hook.join();
            assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
            assertThat(hooks).isEmpty();

            client.connect(server.url());
            assertThat(hooks).as("each connection has its own").hasSize(1);
            client.disconnect();
            assertThat(hooks).isEmpty();
            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void a_connect_that_fails_leaves_no_hook() {
        try (SocketIoTestServer server = SocketIoTestServer.start();
                SocketIoClient client =
                        hooked(SocketIoClient.builder().logOff()).build()) {
            String url = server.url();
            server.close();
            assertThat(catchThrowable(() -> client.connect(url))).isNotNull();
            client.disconnect();
            assertThat(hooks).isEmpty();
        }
    }
}
