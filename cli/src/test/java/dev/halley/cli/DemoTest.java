package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.cli.server.EmbeddedServer;
import dev.halley.cli.server.LocalServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo on a good server, and on servers that do not do what it tells. */
@Timeout(120)
class DemoTest {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final TestConsole console = new TestConsole();

    @Test
    void tells_its_story_to_the_end() throws Exception {
        assertThat(Halley.run(console.console(), new Stop(), "demo"))
                .as(console.errText())
                .isZero();
        assertThat(console.err()).isEmpty();
        String story = String.join("\n", console.out());
        assertThat(story)
                .contains("listens at http://127.0.0.1:")
                .contains("published 100 messages; long-polling received 100, in order")
                .contains("published 100 messages; websocket received 100, in order")
                .contains("called /service/echo")
                .contains("reconnected and subscribed again by itself")
                .contains("went over from polling to WebSocket")
                .contains("emitted 100 events; 100 came back, in order")
                .contains("acknowledged with [question, 42]")
                .contains("reconnected and joined its namespaces by itself");
        assertThat(console.out().get(console.out().size() - 1)).matches("All \\d+ steps happened, in .*");
        assertThat(console.out().subList(0, console.out().size() - 1))
                .allSatisfy(line -> assertThat(line).matches(".* \\d+ ms"));
    }

    @Test
    void fails_when_the_server_loses_a_message() {
        AtomicInteger delivered = new AtomicInteger();
        failsAt(
                "publish to",
                customized(bayeux -> bayeux.addExtension(new BayeuxServer.Extension() {
                    @Override
                    public boolean send(ServerSession from, ServerSession to, ServerMessage.Mutable message) {
                        return !isPayload(message) || delivered.incrementAndGet() != 50;
                    }
                })));
    }

    @Test
    void fails_when_the_server_changes_a_message() {
        failsAt(
                "publish to",
                customized(bayeux -> bayeux.addExtension(new BayeuxServer.Extension() {
                    @Override
                    public boolean rcv(ServerSession from, ServerMessage.Mutable message) {
                        if (isPayload(message)) {
                            message.setData("something else");
                        }
                        return true;
                    }
                })));
    }

    @Test
    void fails_when_the_server_does_not_answer_the_call() {
        failsAt(
                ": call",
                customized(bayeux -> bayeux.addExtension(new BayeuxServer.Extension() {
                    @Override
                    public boolean send(ServerSession from, ServerSession to, ServerMessage.Mutable message) {
                        return !(message.getChannel().equals(EmbeddedServer.ECHO) && message.getData() != null);
                    }
                })));
    }

    @Test
    void fails_when_the_server_is_not_dropped() {
        failsAt("notice the loss", () -> new Delegate(EmbeddedServer.start(0, false)) {
            @Override
            public void drop() {
                // Stays.
            }
        });
    }

    @Test
    void fails_when_the_server_never_comes_back() {
        failsAt("reconnect", () -> new Delegate(EmbeddedServer.start(0, false)) {
            @Override
            public void restart() {
                // Stays away.
            }
        });
    }

    @Test
    void fails_when_there_is_no_websocket() {
        failsAt("websocket: connect", () -> EmbeddedServer.start(0, true));
    }

    @Test
    void fails_when_there_is_no_server() {
        failsAt("server: start", () -> {
            throw new IOException("no port left");
        });
    }

    private static boolean isPayload(ServerMessage message) {
        return message.getChannel().startsWith("/demo/") && message.getData() != null;
    }

    private static LocalServer.Source customized(java.util.function.Consumer<BayeuxServer> sabotage) {
        return () -> EmbeddedServer.start(new EmbeddedServer.Settings(0, false, sabotage));
    }

    private void failsAt(String step, LocalServer.Source source) {
        assertThatThrownBy(() -> new Demo(new Steps(console.console(), LIMIT), source).run())
                .isInstanceOf(Demo.DemoFailedException.class)
                .hasMessageStartingWith("demo failed at step '")
                .hasMessageContaining(step);
        assertThat(String.join("\n", console.out())).doesNotContain("All ");
    }

    /** A server that does something wrong. */
    private abstract static class Delegate implements LocalServer {
        private final EmbeddedServer server;

        Delegate(EmbeddedServer server) {
            this.server = server;
        }

        @Override
        public URI url() {
            return server.url();
        }

        @Override
        public int sessions() {
            return server.sessions();
        }

        @Override
        public void drop() {
            server.drop();
        }

        @Override
        public void restart() throws IOException {
            server.restart();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
