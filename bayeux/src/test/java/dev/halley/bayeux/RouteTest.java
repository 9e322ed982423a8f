package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.ReconnectPolicy;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.testkit.ScriptedWire;
import dev.halley.testkit.VirtualTime;
import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Several servers, fallback to another transport, and the way back. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RouteTest {
    private static final String BOTH = "\"websocket\",\"long-polling\"";

    private final VirtualTime time = new VirtualTime();
    private final ScriptedWire wire = new ScriptedWire(time);
    private final List<ClientEvent> events = new ArrayList<>();
    private AsyncBayeuxClient client;

    private CompletableFuture<AsyncBayeuxClient> open(UnaryOperator<BayeuxClientBuilder> configure) {
        client = configure
                .apply(AsyncBayeuxClient.builder("http://a:8080/cometd").wire(wire.provider()))
                .buildAsync(time.kernel());
        client.onEvent(events::add);
        return client.open();
    }

    private PendingExchange polling(String host, String channel) {
        PendingExchange exchange = wire.takeExchange();
        assertThat(exchange.uri().getHost()).isEqualTo(host);
        assertThat(exchange.text()).contains("\"channel\":\"" + channel + "\"");
        return exchange;
    }

    private static String reply(String sent, String channel, String more) {
        return "[{\"channel\":\"" + channel + "\",\"id\":\"" + sent.replaceAll("(?s).*?\"id\":\"(\\d+)\".*", "$1")
                + "\"," + more + "}]";
    }

    private static String handshaken(String sent, String types, String advice) {
        return reply(
                sent,
                "/meta/handshake",
                "\"successful\":true,\"version\":\"1.0\",\"clientId\":\"c1\",\"supportedConnectionTypes\":[" + types
                        + "],\"advice\":{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":30000" + advice + "}");
    }

    private void handshake(String host, String types, String advice) {
        PendingExchange handshake = polling(host, "/meta/handshake");
        handshake.respondJson(handshaken(handshake.text(), types, advice));
    }

    private void confirm(PendingExchange connect) {
        connect.respondJson(reply(connect.text(), "/meta/connect", "\"successful\":true"));
    }

    private void refuse(PendingExchange connect, String error, String advice) {
        connect.respondJson(reply(
                connect.text(),
                "/meta/connect",
                "\"successful\":false,\"error\":\"" + error + "\",\"advice\":" + advice));
    }

    /** Opens over long-polling; returns the held connect. */
    private PendingExchange polled(String host, String types, UnaryOperator<BayeuxClientBuilder> configure) {
        CompletableFuture<AsyncBayeuxClient> opening = open(configure);
        if (!types.equals("\"long-polling\"")) {
            wire.takeSocket().refuse(400, Headers.empty(), "no websocket here");
        }
        handshake(host, types, "");
        confirm(polling(host, "/meta/connect"));
        time.result(opening);
        return polling(host, "/meta/connect");
    }

    /** Time goes by, and the server answers each connect after 20 s; returns the one that it holds then. */
    private PendingExchange after(Duration duration, PendingExchange held) {
        PendingExchange now = held;
        for (long seconds = duration.toSeconds(); seconds > 0; seconds -= 20) {
            time.advance(Duration.ofSeconds(Math.min(20, seconds)));
            if (seconds > 20) {
                confirm(now);
                now = polling("a", "/meta/connect");
            }
        }
        return now;
    }

    private <E extends ClientEvent> List<E> events(Class<E> type) {
        time.runPending();
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void the_first_open_tries_each_server_over_each_transport() {
        CompletableFuture<AsyncBayeuxClient> opening = open(builder -> builder.urls("https://b/x", "http://c/y"));
        List<String> tried = new ArrayList<>();
        for (int server = 0; server < 3; server++) {
            PendingSocket socket = wire.takeSocket();
            tried.add("ws " + socket.uri().getHost());
            socket.fail(WireException.Kind.REFUSED);
            PendingExchange exchange = wire.takeExchange();
            tried.add("lp " + exchange.uri());
            exchange.fail(WireException.Kind.REFUSED);
        }
        assertThat(tried)
                .containsExactly("ws a", "lp http://a:8080/cometd", "ws b", "lp https://b/x", "ws c", "lp http://c/y");
        assertThat(time.failure(opening).getSuppressed()).hasSize(5);
        assertThat(wire.open()).isZero();
        assertThat(time.timers()).isZero();
    }

    @Test
    void a_transport_can_have_an_url_of_its_own() {
        open(builder -> builder.url(ConnectionType.WEBSOCKET, "ws://sockets/cometd"));
        PendingSocket socket = wire.takeSocket();
        assertThat(socket.uri().toString()).isEqualTo("ws://sockets/cometd");
        socket.fail(WireException.Kind.REFUSED);
        polling("a", "/meta/handshake");
    }

    @Test
    void a_server_that_fails_three_times_in_a_row_gives_way_to_the_next_with_a_new_session() {
        PendingExchange held = polled(
                "a",
                "\"long-polling\"",
                builder -> builder.transports(ConnectionType.LONG_POLLING).urls("http://b/cometd"));
        held.fail(WireException.Kind.BROKEN);
        for (int attempt = 0; attempt < 2; attempt++) {
            time.advance(Duration.ofSeconds(6));
            polling("a", "/meta/connect").fail(WireException.Kind.REFUSED);
        }
        time.advance(Duration.ofSeconds(6));
        handshake("b", "\"long-polling\"", "");
        confirm(polling("b", "/meta/connect"));
        time.runPending();
        assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(events(ClientEvent.EndpointChanged.class)).hasSize(1);
        // the healthiest is the one that never failed, then the one that failed first
        polling("b", "/meta/connect").fail(WireException.Kind.BROKEN);
        for (int attempt = 0; attempt < 2; attempt++) {
            time.advance(Duration.ofSeconds(6));
            polling("b", "/meta/connect").fail(WireException.Kind.REFUSED);
        }
        time.advance(Duration.ofSeconds(6));
        polling("a", "/meta/handshake").fail(WireException.Kind.REFUSED);
        time.advance(Duration.ofSeconds(6));
        polling("b", "/meta/handshake");
    }

    @Test
    void P67_a_websocket_that_breaks_three_times_falls_back_with_the_same_session() {
        CompletableFuture<AsyncBayeuxClient> opening = open(builder -> builder);
        PendingSocket socket = wire.takeSocket().accept();
        socket.deliverText(handshaken(socket.takeText(), BOTH, ""));
        time.runPending();
        socket.deliverText(reply(socket.takeText(), "/meta/connect", "\"successful\":true"));
        time.result(opening);
        socket.breakConnection();
        for (int attempt = 0; attempt < 2; attempt++) {
            time.advance(Duration.ofSeconds(6));
            wire.takeSocket().fail(WireException.Kind.BROKEN);
        }
        time.advance(Duration.ofSeconds(6));
        PendingExchange connect = polling("a", "/meta/connect");
        assertThat(connect.text()).contains("\"clientId\":\"c1\"", "\"connectionType\":\"long-polling\"");
        confirm(connect);
        time.runPending();
        assertThat(client.connectionType()).contains(ConnectionType.LONG_POLLING);
        assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void P67_a_websocket_that_a_proxy_forbids_falls_back_where_no_login_could_help() {
        CompletableFuture<AsyncBayeuxClient> opening = open(builder -> builder);
        PendingSocket socket = wire.takeSocket().accept();
        socket.deliverText(handshaken(socket.takeText(), BOTH, ""));
        time.runPending();
        socket.deliverText(reply(socket.takeText(), "/meta/connect", "\"successful\":true"));
        time.result(opening);
        socket.breakConnection();
        for (int attempt = 0; attempt < 2; attempt++) {
            time.advance(Duration.ofSeconds(6));
            wire.takeSocket().refuse(403, Headers.empty(), "no websockets here");
        }
        time.advance(Duration.ofSeconds(6));
        confirm(polling("a", "/meta/connect"));
        time.runPending();
        assertThat(client.connectionType()).contains(ConnectionType.LONG_POLLING);
        assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void P67_a_server_that_is_away_is_no_reason_to_leave_the_websocket() {
        CompletableFuture<AsyncBayeuxClient> opening = open(builder -> builder);
        PendingSocket socket = wire.takeSocket().accept();
        socket.deliverText(handshaken(socket.takeText(), BOTH, ""));
        time.runPending();
        socket.deliverText(reply(socket.takeText(), "/meta/connect", "\"successful\":true"));
        time.result(opening);
        socket.breakConnection();
        for (int attempt = 0; attempt < 10; attempt++) {
            time.advance(Duration.ofSeconds(6));
            PendingSocket next = wire.takeSocket();
            if (attempt % 2 == 0) {
                next.fail(WireException.Kind.REFUSED);
            } else {
                next.refuse(503, Headers.empty(), "restarting");
            }
        }
        time.advance(Duration.ofSeconds(6));
        assertThat(wire.takeSocket()).isNotNull();
    }

    @Test
    void P05_P12_after_a_fallback_the_websocket_is_tried_again_with_the_same_session() {
        PendingExchange held = polled("a", BOTH, builder -> builder);
        held = after(Duration.ofSeconds(59), held);
        time.advance(Duration.ofSeconds(2));
        confirm(held);
        PendingSocket socket = wire.takeSocket();
        assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
        // P12: no connect is outstanding over long-polling meanwhile
        wire.assertIdle();
        socket.accept();
        time.runPending();
        String connect = socket.takeText();
        assertThat(connect).contains("\"clientId\":\"c1\"", "\"connectionType\":\"websocket\"");
        socket.deliverText(reply(connect, "/meta/connect", "\"successful\":true"));
        time.runPending();
        assertThat(client.connectionType()).contains(ConnectionType.WEBSOCKET);
        assertThat(socket.takeText()).contains("/meta/connect");
        assertThat(events(ClientEvent.EndpointChanged.class))
                .extracting(ClientEvent.EndpointChanged::to)
                .containsExactly("websocket to http://a:8080/cometd");
        assertThat(events(ClientEvent.Gap.class)).isEmpty();
    }

    @Test
    void a_promotion_that_fails_costs_nothing_and_comes_back_later_and_later() {
        PendingExchange held = polled("a", BOTH, builder -> builder);
        Duration[] delays = {Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(4)};
        for (Duration delay : delays) {
            held = after(delay.minusSeconds(1), held);
            time.advance(Duration.ofSeconds(2));
            confirm(held);
            wire.takeSocket().refuse(400, Headers.empty(), "still none");
            held = polling("a", "/meta/connect");
            assertThat(held.text()).doesNotContain("\"timeout\":0");
        }
        assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(events(ClientEvent.Retrying.class)).isEmpty();
        assertThat(events(ClientEvent.Gap.class)).isEmpty();
    }

    @Test
    void a_promotion_that_gets_no_connection_goes_back_before_the_session_ends() {
        PendingExchange held = polled("a", BOTH, builder -> builder);
        held = after(Duration.ofSeconds(59), held);
        time.advance(Duration.ofSeconds(2));
        confirm(held);
        PendingSocket socket = wire.takeSocket();
        time.advance(Duration.ofSeconds(5));
        polling("a", "/meta/connect");
        assertThat(socket.isAborted()).isTrue();
        assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void P59_after_a_promotion_nothing_overtakes_what_still_goes_over_long_polling() {
        PendingExchange held = polled("a", BOTH, builder -> builder);
        held = after(Duration.ofSeconds(59), held);
        time.advance(Duration.ofSeconds(2));
        CompletableFuture<BayeuxMessage> third = client.publish("/p", 3);
        PendingExchange slowest = polling("a", "/p");
        confirm(held);
        PendingSocket socket = wire.takeSocket().accept();
        time.runPending();
        socket.deliverText(reply(socket.takeText(), "/meta/connect", "\"successful\":true"));
        time.runPending();
        CompletableFuture<BayeuxMessage> fourth = client.publish("/p", 4);
        time.runPending();
        assertThat(socket.takeText()).contains("/meta/connect");
        slowest.respondJson(reply(slowest.text(), "/p", "\"successful\":true"));
        PendingExchange after = polling("a", "/p");
        after.respondJson(reply(after.text(), "/p", "\"successful\":true"));
        assertThat(time.result(third).isSuccessful()).isTrue();
        assertThat(time.result(fourth).isSuccessful()).isTrue();
        CompletableFuture<BayeuxMessage> fifth = client.publish("/p", 5);
        time.runPending();
        socket.deliverText(reply(socket.takeText(), "/p", "\"successful\":true"));
        assertThat(time.result(fifth).isSuccessful()).isTrue();
    }

    @Test
    void P59_a_batch_after_a_promotion_overtakes_nothing_either() {
        PendingExchange held = polled("a", BOTH, builder -> builder);
        held = after(Duration.ofSeconds(59), held);
        time.advance(Duration.ofSeconds(2));
        CompletableFuture<BayeuxMessage> slow = client.publish("/p", 3);
        PendingExchange slowest = polling("a", "/p");
        confirm(held);
        PendingSocket socket = wire.takeSocket().accept();
        time.runPending();
        socket.deliverText(reply(socket.takeText(), "/meta/connect", "\"successful\":true"));
        time.runPending();
        client.batch(() -> assertThat(client.publish("/p", 4)).isNotDone());
        time.runPending();
        assertThat(socket.takeText()).contains("/meta/connect");
        slowest.respondJson(reply(slowest.text(), "/p", "\"successful\":true"));
        assertThat(polling("a", "/p").text()).contains("\"data\":4");
        assertThat(time.result(slow).isSuccessful()).isTrue();
    }

    @Test
    void a_server_that_offers_no_websocket_is_never_asked_for_one() {
        PendingExchange held =
                polled("a", "\"long-polling\"", builder -> builder.transports(ConnectionType.LONG_POLLING));
        for (int minute = 0; minute < 3; minute++) {
            held = after(Duration.ofSeconds(55), held);
        }
        wire.assertIdle();
    }

    @Test
    void P30_advised_hosts_that_are_named_are_tried_in_order_and_others_are_not() {
        PendingExchange held = polled(
                "a",
                "\"long-polling\"",
                builder -> builder.transports(ConnectionType.LONG_POLLING)
                        .urls("http://c:9/other")
                        .allowHosts("B"));
        refuse(held, "402::session_unknown", "{\"reconnect\":\"handshake\",\"hosts\":[\"evil\",\"b\",\"c\",\"a:81\"]}");
        PendingExchange first = polling("b", "/meta/handshake");
        assertThat(first.uri().toString()).isEqualTo("http://b:8080/cometd");
        first.fail(WireException.Kind.REFUSED);
        time.advance(Duration.ofSeconds(6));
        PendingExchange second = polling("c", "/meta/handshake");
        assertThat(second.uri().toString()).isEqualTo("http://c:9/other");
        second.respondJson(handshaken(second.text(), "\"long-polling\"", ",\"hosts\":[\"b\"]"));
        assertThat(events(ClientEvent.HostRefused.class))
                .extracting(ClientEvent.HostRefused::host)
                .containsExactly("evil", "a:81");
        confirm(polling("c", "/meta/connect"));
        polling("c", "/meta/connect").fail(WireException.Kind.BROKEN);
        for (int attempt = 0; attempt < 2; attempt++) {
            time.advance(Duration.ofSeconds(6));
            polling("c", "/meta/connect").fail(WireException.Kind.REFUSED);
        }
        time.advance(Duration.ofSeconds(6));
        // b failed the longest time ago among those that failed, a never did
        polling("a", "/meta/handshake").fail(WireException.Kind.REFUSED);
        time.advance(Duration.ofSeconds(6));
        polling("b", "/meta/handshake");
    }

    @Test
    void P29_several_clients_of_one_browser_are_said_and_the_interval_is_kept() {
        PendingExchange held =
                polled("a", "\"long-polling\"", builder -> builder.transports(ConnectionType.LONG_POLLING));
        held.respondJson(
                reply(
                        held.text(),
                        "/meta/connect",
                        "\"successful\":true,\"advice\":{\"reconnect\":\"retry\",\"interval\":2000,\"multiple-clients\":true}"));
        assertThat(events(ClientEvent.MultipleClients.class))
                .containsExactly(new ClientEvent.MultipleClients(Duration.ofSeconds(2)));
        time.advance(Duration.ofMillis(1_999));
        wire.assertIdle();
        time.advance(Duration.ofMillis(1));
        polling("a", "/meta/connect");
    }

    @Test
    void P61_the_message_type_goes_into_the_url_when_asked_for_and_there_is_no_query() {
        open(builder -> builder.transports(ConnectionType.LONG_POLLING).appendMessageType(true));
        PendingExchange handshake = wire.takeExchange();
        assertThat(handshake.uri().getPath()).isEqualTo("/cometd/handshake");
        handshake.respondJson(handshaken(handshake.text(), "\"long-polling\"", ""));
        PendingExchange connect = wire.takeExchange();
        assertThat(connect.uri().getPath()).isEqualTo("/cometd/connect");
        confirm(connect);
        time.runPending();
        assertThat(wire.takeExchange().uri().getPath()).isEqualTo("/cometd/connect");
        client.publish("/a", 1);
        assertThat(wire.takeExchange().uri().getPath()).isEqualTo("/cometd");

        AsyncBayeuxClient.builder("http://a/cometd?x=1")
                .wire(wire.provider())
                .transports(ConnectionType.LONG_POLLING)
                .appendMessageType(true)
                .buildAsync(time.kernel())
                .open();
        assertThat(wire.takeExchange().uri().toString()).isEqualTo("http://a/cometd?x=1");
    }

    @Test
    void misuse_is_said() {
        BayeuxClientBuilder builder = AsyncBayeuxClient.builder("http://a/cometd");
        assertThatThrownBy(() -> builder.urls("http://a/cometd")).hasMessageContaining("twice");
        assertThatThrownBy(() -> builder.allowHosts("http://b")).hasMessageContaining("expected: a host name");
        assertThatThrownBy(() -> builder.promotion(Duration.ZERO)).hasMessageContaining("more than zero");
        assertThatThrownBy(() -> builder.url(ConnectionType.WEBSOCKET, "b")).hasMessageContaining("absolute URL");
    }

    @Test
    void P30_a_server_that_refuses_the_first_handshake_may_name_another_one() {
        CompletableFuture<AsyncBayeuxClient> opening =
                open(builder -> builder.transports(ConnectionType.LONG_POLLING).urls("http://b/x", "http://c/y"));
        PendingExchange handshake = polling("a", "/meta/handshake");
        handshake.respondJson(reply(
                handshake.text(),
                "/meta/handshake",
                "\"successful\":false,\"error\":\"403::not here\",\"advice\":{\"reconnect\":\"handshake\","
                        + "\"hosts\":[\"evil\",\"c\"]}"));
        handshake("c", "\"long-polling\"", "");
        confirm(polling("c", "/meta/connect"));
        time.result(opening);
        assertThat(events(ClientEvent.HostRefused.class))
                .extracting(ClientEvent.HostRefused::host)
                .containsExactly("evil");
    }

    @Test
    void P30_a_server_that_refuses_a_later_handshake_may_name_another_one() {
        PendingExchange held = polled(
                "a",
                "\"long-polling\"",
                builder -> builder.transports(ConnectionType.LONG_POLLING).urls("http://b/x", "http://c/y"));
        refuse(held, "402::session_unknown", "{\"reconnect\":\"handshake\"}");
        PendingExchange handshake = polling("a", "/meta/handshake");
        handshake.respondJson(reply(
                handshake.text(),
                "/meta/handshake",
                "\"successful\":false,\"error\":\"403::not here\",\"advice\":{\"reconnect\":\"handshake\","
                        + "\"hosts\":[\"c\"]}"));
        time.advance(Duration.ofSeconds(6));
        polling("c", "/meta/handshake");
    }

    @Test
    void P30_the_first_connect_too_may_send_the_client_to_another_server() {
        CompletableFuture<AsyncBayeuxClient> opening =
                open(builder -> builder.transports(ConnectionType.LONG_POLLING).urls("http://b/x", "http://c/y"));
        handshake("a", "\"long-polling\"", "");
        PendingExchange connect = polling("a", "/meta/connect");
        refuse(connect, "402::session_unknown", "{\"reconnect\":\"handshake\",\"hosts\":[\"c\"]}");
        handshake("c", "\"long-polling\"", "");
        PendingExchange second = polling("c", "/meta/connect");
        second.respondJson(reply(
                second.text(),
                "/meta/connect",
                "\"successful\":true,\"advice\":{\"reconnect\":\"handshake\",\"hosts\":[\"b\"]}"));
        handshake("b", "\"long-polling\"", "");
        confirm(polling("b", "/meta/connect"));
        time.result(opening);
    }

    @Test
    void durations_beyond_all_bounds_mean_never() {
        Duration forever = ChronoUnit.FOREVER.getDuration();
        CompletableFuture<AsyncBayeuxClient> opening = open(builder -> builder.promotion(forever)
                .requestTimeout(forever)
                .connectTimeout(forever)
                .connectionTimeout(forever)
                .autoBatch(2, forever)
                .reconnectPolicy(failure -> new ReconnectPolicy.Decision.Retry(
                        failure.attempt() > 1 ? Duration.ofSeconds(1) : forever, failures -> null)));
        wire.takeSocket().refuse(400, Headers.empty(), "no websocket here");
        handshake("a", "\"websocket\",\"long-polling\"", "");
        confirm(polling("a", "/meta/connect"));
        time.result(opening);
        polling("a", "/meta/connect").fail(WireException.Kind.BROKEN);
        assertThat(events(ClientEvent.Retrying.class)).hasSize(1);
        time.advance(Duration.ofDays(1));
        wire.assertIdle();
        assertThat(client.state()).isEqualTo(ConnectionState.RECONNECTING);
    }
}
