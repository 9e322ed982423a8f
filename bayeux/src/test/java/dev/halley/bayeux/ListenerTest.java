package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ListenerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Local listeners: nothing of them reaches the server. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ListenerTest {
    private static String event(String channel) {
        return "{\"channel\":\"" + channel + "\",\"data\":1}";
    }

    private static final String CONNECTED = "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}";

    @ParameterizedTest
    @EnumSource
    void a_meta_listener_hears_every_reply_of_every_session_also_when_added_before_open(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        List<String> seen = new ArrayList<>();
        server.client.addListener("/meta/*", message -> seen.add(message.channel() + " " + message.isSuccessful()));
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\"}}");
        server.handshake("client-2");
        assertThat(seen)
                .containsExactly(
                        "/meta/handshake true",
                        "/meta/connect true",
                        "/meta/subscribe true",
                        "/meta/connect false",
                        "/meta/handshake true");
    }

    @ParameterizedTest
    @EnumSource
    void P50_a_service_is_listened_to_without_a_subscription(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<String> seen = new ArrayList<>();
        CompletableFuture<BayeuxMessage> stream = server.client.receive();
        ListenerHandle listening = server.client.addListener("/service/**", message -> seen.add(message.channel()));
        server.time.runPending();
        held.answer(event("/service/a/b"), event("/other"), CONNECTED);
        held = server.next("/meta/connect");
        assertThat(seen).containsExactly("/service/a/b");
        // what nobody listens to goes to the stream, and what somebody does, does not
        assertThat(server.time.result(stream).channel()).isEqualTo("/other");
        listening.close();
        listening.close();
        server.time.runPending();
        held.answer(event("/service/a/b"), CONNECTED);
        server.next("/meta/connect");
        assertThat(seen).hasSize(1);
        assertThat(server.time.result(server.client.receive()).channel()).isEqualTo("/service/a/b");
    }

    @ParameterizedTest
    @EnumSource
    void P43_two_stars_alone_cover_broadcast_channels_only(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        List<String> seen = new ArrayList<>();
        server.client.addListener("/**", message -> seen.add(message.channel()));
        SessionHarness.Sent held = server.open();
        held.answer(event("/service/a"), event("/a"), event("/a/b/c"), CONNECTED);
        server.next("/meta/connect");
        assertThat(seen).containsExactly("/a", "/a/b/c");
    }

    @ParameterizedTest
    @EnumSource
    void a_listener_beside_a_stream_subscription_hears_what_the_stream_gets(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<String> seen = new ArrayList<>();
        server.client.addListener("/a", message -> seen.add(message.channel()));
        server.subscribe("/a");
        held.answer(event("/a"), CONNECTED);
        server.next("/meta/connect");
        assertThat(seen).containsExactly("/a");
        assertThat(server.time.result(server.client.receive()).channel()).isEqualTo("/a");
    }

    @ParameterizedTest
    @EnumSource
    void listeners_outlive_a_close_and_the_end_waits_for_them(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        List<String> seen = new ArrayList<>();
        server.client.addListener("/a", message -> seen.add(message.channel()));
        server.open().answer(event("/a"), CONNECTED);
        server.next("/meta/connect");
        server.client.close();
        server.next("/meta/disconnect").confirm();
        server.advance(Duration.ofSeconds(5));
        server.time.result(server.client.awaitEnd());
        assertThat(seen).hasSize(1);
        server.open().answer(event("/a"), CONNECTED);
        server.next("/meta/connect");
        assertThat(seen).hasSize(2);
        assertThat(server.events(ClientEvent.Dropped.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_listener_that_throws_is_reported_and_harms_nobody(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.client.addListener("/meta/connect", message -> {
            throw new IllegalStateException("listener");
        });
        SessionHarness.Sent held = server.open();
        held.answer(CONNECTED);
        server.next("/meta/connect");
        assertThat(server.events(ClientEvent.HandlerFailed.class))
                .hasSize(2)
                .allSatisfy(failed -> assertThat(failed.scope()).isEqualTo("/meta/connect"));
    }

    @ParameterizedTest
    @EnumSource
    void a_listener_needs_a_valid_name(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        for (String bad : List.of("meta", "/meta//x", "/a*", "/")) {
            assertThatThrownBy(() -> server.client.addListener(bad, message -> {}))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
