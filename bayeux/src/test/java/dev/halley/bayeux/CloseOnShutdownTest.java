package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientBuilder;
import dev.halley.ConnectionState;
import dev.halley.internal.client.BuilderAccess;
import dev.halley.internal.loop.ExitHooks;
import dev.halley.testkit.bayeux.BayeuxTestServer;
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
    void the_exit_says_goodbye_and_a_client_that_is_not_open_has_no_hook() throws InterruptedException {
        try (BayeuxTestServer server = BayeuxTestServer.start();
                BayeuxClient client =
                        hooked(BayeuxClient.builder(server.url()).logOff()).build()) {
            assertThat(hooks).isEmpty();
            client.open();
            assertThat(hooks).hasSize(1);
            Thread hook = hooks.element();
            hook.start();
            hook.join();
            assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
            assertThat(server.received("/meta/disconnect")).hasSize(1);
            assertThat(hooks).isEmpty();

            client.open();
            assertThat(hooks).as("each session has its own").hasSize(1);
            client.close();
            assertThat(hooks).isEmpty();
        }
    }
}
