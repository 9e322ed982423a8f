package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClientObserver;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an observer hears. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ObserverTest {
    private final List<String> heard = new ArrayList<>();
    private final List<ClientObserver.Exchange> exchanges = new ArrayList<>();

    private final ClientObserver observer = new ClientObserver() {
        @Override
        public void onEvent(ClientEvent event) {
            heard.add(event.getClass().getSimpleName());
        }

        @Override
        public void onExchange(ClientObserver.Exchange exchange) {
            exchanges.add(exchange);
        }

        @Override
        public void onTextSent(int characters) {
            heard.add("sent " + (characters > 0));
        }

        @Override
        public void onTextReceived(int characters) {
            heard.add("got " + (characters > 0));
        }

        @Override
        public void onReceived(int messages, int pendingCount, long pendingBytes) {
            heard.add("received " + messages + ", " + pendingCount + " wait: " + (pendingBytes > 0));
        }

        @Override
        public void onHandled(String scope, int messages, Duration took, Throwable failure) {
            heard.add("handled " + scope + " " + messages + " " + took + " " + failure);
        }

        @Override
        public void onOperation(String operation, String scope, Duration took, Throwable failure) {
            heard.add(operation + " " + scope + " " + took + " " + (failure == null));
        }
    };

    private SessionHarness server(ConnectionType type) {
        return new SessionHarness(type, builder -> builder.transports(type).observer(observer));
    }

    private static final String CONNECTED = "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}";

    @ParameterizedTest
    @EnumSource
    void hears_of_operations_handlers_events_and_what_waits(ConnectionType type) {
        SessionHarness server = server(type);
        SessionHarness.Sent held = server.open();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a", message -> {
            if (message.data() == null) {
                throw new IllegalStateException("boom");
            }
        });
        SessionHarness.Sent subscribe = server.next("/meta/subscribe");
        server.advance(Duration.ofMillis(250));
        subscribe.confirm();
        assertThat(server.time.result(subscribing).state()).isEqualTo(dev.halley.SubscriptionState.ACTIVE);
        server.subscribe("/b");
        heard.clear();
        held.answer("{\"channel\":\"/a\",\"data\":null}", "{\"channel\":\"/b\",\"data\":7}", CONNECTED);
        server.time.runPending();
        assertThat(heard)
                .contains(
                        "received 3, 2 wait: true",
                        "handled /a 1 PT0S java.lang.IllegalStateException: boom",
                        "HandlerFailed");
    }

    @ParameterizedTest
    @EnumSource
    void hears_how_long_an_operation_took_and_whether_it_failed(ConnectionType type) {
        SessionHarness server = server(type);
        server.open();
        CompletableFuture<BayeuxMessage> good = server.client.publish("/a", 1);
        SessionHarness.Sent first = server.next("/a");
        server.advance(Duration.ofMillis(250));
        first.confirm();
        CompletableFuture<BayeuxMessage> bad = server.client.publish("/a", 2);
        server.next("/a")
                .answer("{\"channel\":\"/a\",\"id\":\"$id\",\"successful\":false,\"error\":\"403::publish_denied\"}");
        assertThat(good).isCompleted();
        assertThat(bad).isCompletedExceptionally();
        assertThat(heard).contains("publish /a PT0.25S true", "publish /a PT0S false");
    }

    @Test
    void hears_of_each_request_of_long_polling_with_sizes_and_time() {
        SessionHarness server = server(ConnectionType.LONG_POLLING);
        SessionHarness.Sent held = server.open();
        server.advance(Duration.ofSeconds(5));
        held.answer(CONNECTED);
        server.breakLink(server.next("/meta/connect"));
        assertThat(exchanges).hasSize(4);
        ClientObserver.Exchange poll = exchanges.get(2);
        assertThat(poll.transport()).isEqualTo("long-polling");
        assertThat(poll.url()).hasToString(SessionHarness.URL);
        assertThat(poll.status()).isEqualTo(200);
        assertThat(poll.took()).isEqualTo(Duration.ofSeconds(5));
        assertThat(poll.bytesSent()).isPositive();
        assertThat(poll.charactersReceived()).isPositive();
        assertThat(poll.failure()).isNull();
        assertThat(exchanges.get(3).status()).isZero();
        assertThat(exchanges.get(3).failure()).isInstanceOf(dev.halley.UnconfirmedException.class);
    }

    @Test
    void hears_of_the_upgrade_and_each_text_of_a_websocket() {
        SessionHarness server = server(ConnectionType.WEBSOCKET);
        SessionHarness.Sent held = server.open();
        server.breakLink(held);
        assertThat(exchanges).hasSize(1);
        assertThat(exchanges.get(0).transport()).isEqualTo("websocket");
        assertThat(exchanges.get(0).status()).isEqualTo(101);
        assertThat(heard.stream().filter(each -> each.equals("sent true"))).hasSize(3);
        assertThat(heard.stream().filter(each -> each.equals("got true"))).hasSize(2);
        assertThat(heard).contains("StateChanged", "Retrying");
    }

    @Test
    void one_that_throws_is_taken_off_once_and_the_others_go_on() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        SessionHarness server = new SessionHarness(
                ConnectionType.WEBSOCKET,
                builder -> builder.transports(ConnectionType.WEBSOCKET)
                        .logTo(new PrintStream(log, true, StandardCharsets.UTF_8))
                        .observer(new ClientObserver() {
                            @Override
                            public void onEvent(ClientEvent event) {
                                throw new IllegalStateException("observer broke");
                            }
                        })
                        .observer(observer));
        server.open();
        assertThat(log.toString(StandardCharsets.UTF_8)).containsOnlyOnce("an observer threw, and was taken off");
        assertThat(heard.stream().filter(each -> each.equals("StateChanged"))).hasSizeGreaterThan(1);
    }
}
