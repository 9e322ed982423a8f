package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.SubscriptionState;
import dev.halley.cli.EventNotes.About;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EventNotesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final Throwable CAUSE = new IllegalStateException("the reason");

    /** Each kind of event, and the beginning of its note. */
    private static final Map<ClientEvent, String> NOTES = Map.ofEntries(
            Map.entry(
                    new ClientEvent.StateChanged(ConnectionState.CONNECTED, ConnectionState.RECONNECTING, CAUSE),
                    "reconnecting: the reason"),
            Map.entry(new ClientEvent.Retrying(2, Duration.ofMillis(700), CAUSE), "retrying in 700 ms, attempt 2: "),
            Map.entry(new ClientEvent.Gap("/a", "17", NOW, NOW.plusSeconds(3)), "gap in /a: messages sent between "),
            Map.entry(new ClientEvent.Unconfirmed("/a", "5", CAUSE), "unconfirmed /a 5: the reason"),
            Map.entry(
                    new ClientEvent.Dropped("/a", 3, ClientEvent.DropReason.OVERFLOW),
                    "dropped 3 messages of /a: overflow"),
            Map.entry(new ClientEvent.Paused(Duration.ofSeconds(10)), "paused: "),
            Map.entry(new ClientEvent.Resumed(), "resumed"),
            Map.entry(new ClientEvent.HandlerFailed("/a", CAUSE), "failed handler of /a: the reason"),
            Map.entry(
                    new ClientEvent.SubscriptionChanged("/a", SubscriptionState.FAILED, CAUSE),
                    "not subscribed /a: the reason"),
            Map.entry(new ClientEvent.Idle("/a", NOW), "nothing from /a since "),
            Map.entry(new ClientEvent.ProtocolViolated("a reply nobody asked for"), "ignored: a reply"),
            Map.entry(
                    new ClientEvent.EndpointChanged("websocket to http://a/", "long-polling to http://a/"),
                    "now over long-polling to http://a/, before over websocket"),
            Map.entry(new ClientEvent.HostRefused("b"), "not followed to host b"),
            Map.entry(new ClientEvent.MultipleClients(Duration.ofSeconds(2)), "slowed down: "),
            Map.entry(new ClientEvent.Insecure("TLS"), "insecure: TLS"),
            Map.entry(new ClientEvent.NotSent("/", "e", ClientEvent.NotSentReason.OVERFLOW), "not sent: e to /"),
            Map.entry(new ClientEvent.ThreadLimitReached("io", 2000), "thread limit of pool io"));

    @Test
    void every_kind_of_event_has_a_note() {
        Set<Class<?>> known = NOTES.keySet().stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(known).containsExactlyInAnyOrder(ClientEvent.class.getPermittedSubclasses());
        NOTES.forEach((event, note) -> assertThat(notes(About.SUBSCRIPTIONS, event))
                .as(event.toString())
                .singleElement()
                .asString()
                .startsWith(note));
    }

    @Test
    void a_subscriber_is_told_the_connection_and_its_subscriptions() {
        assertThat(notes(
                        About.SUBSCRIPTIONS,
                        changed(ConnectionState.NEW, ConnectionState.CONNECTING),
                        changed(ConnectionState.CONNECTING, ConnectionState.CONNECTED),
                        new ClientEvent.SubscriptionChanged("/a", SubscriptionState.PENDING, null),
                        new ClientEvent.SubscriptionChanged("/a", SubscriptionState.ACTIVE, null)))
                .containsExactly("connecting", "connected over websocket", "subscribed /a");
    }

    @Test
    void a_publisher_is_told_only_what_goes_wrong() {
        assertThat(notes(
                        About.SENDING,
                        changed(ConnectionState.NEW, ConnectionState.CONNECTING),
                        changed(ConnectionState.CONNECTING, ConnectionState.CONNECTED),
                        new ClientEvent.Dropped("*", 1, ClientEvent.DropReason.UNHANDLED),
                        new ClientEvent.Dropped("/", 1, ClientEvent.DropReason.DISCARDED),
                        changed(ConnectionState.CONNECTED, ConnectionState.RECONNECTING),
                        changed(ConnectionState.RECONNECTING, ConnectionState.CONNECTED)))
                .containsExactly("reconnecting", "connected over websocket");
    }

    @Test
    void a_listener_is_told_what_goes_wrong_once_a_namespace_is_joined() {
        ClientEvent.SubscriptionChanged refused =
                new ClientEvent.SubscriptionChanged("/b", SubscriptionState.FAILED, CAUSE);
        assertThat(notes(
                        About.NAMESPACES,
                        changed(ConnectionState.CONNECTING, ConnectionState.CONNECTED),
                        // the command ends with it
                        refused,
                        new ClientEvent.SubscriptionChanged("/a", SubscriptionState.ACTIVE, null),
                        changed(ConnectionState.CONNECTED, ConnectionState.RECONNECTING),
                        changed(ConnectionState.RECONNECTING, ConnectionState.CONNECTED),
                        new ClientEvent.SubscriptionChanged("/a", SubscriptionState.ACTIVE, null),
                        refused))
                .containsExactly("reconnecting", "connected over websocket", "not connected /b: the reason");
    }

    private static ClientEvent changed(ConnectionState from, ConnectionState to) {
        return new ClientEvent.StateChanged(from, to, null);
    }

    private static List<String> notes(About about, ClientEvent... events) {
        TestConsole console = new TestConsole();
        EventNotes notes = new EventNotes(console.console(), () -> Optional.of("websocket"), about);
        for (ClientEvent event : events) {
            notes.accept(event);
        }
        return console.err();
    }
}
