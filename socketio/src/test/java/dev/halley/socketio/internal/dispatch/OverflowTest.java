package dev.halley.socketio.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent.DropReason;
import dev.halley.ClientEvent.Dropped;
import dev.halley.Overflow;
import dev.halley.internal.delivery.DeliveryLimits;
import dev.halley.internal.delivery.Pressure;
import dev.halley.socketio.DisconnectReason;
import dev.halley.testkit.RecordingSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a policy of overflow may not touch. */
class OverflowTest {
    private final List<String> calls = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(Overflow.class)
    void no_policy_drops_what_the_protocol_says_nor_moves_it_among_the_events(Overflow policy) {
        DispatchFixture f = new DispatchFixture(1, new DeliveryLimits(2, 100 + DeliveryLimits.weight(0), policy));
        CompletableFuture<Object> gate = new CompletableFuture<>();
        f.on("/", "x", event -> {
            calls.add("x" + event.get(0));
            return gate;
        });
        f.on("/", "connect", event -> calls.add("connect"));
        f.on("/", "disconnect", event -> calls.add("disconnect"));
        f.receive("2[\"x\",0]");
        for (int i = 1; i <= 30; i++) {
            f.receive("2[\"x\"," + i + "]", "2[\"other\",\"" + "x".repeat(80) + "\"]");
        }
        f.inContext(() -> f.handlers.disconnected("/", DisconnectReason.TRANSPORT_CLOSE, null));
        f.inContext(() -> f.handlers.connected("/", "sid", false));
        for (int i = 31; i <= 60; i++) {
            f.receive("2[\"x\"," + i + "]");
        }
        assertThat(calls).containsExactly("x0");
        gate.complete(null);
        f.time.runPending();
        assertThat(calls).containsOnlyOnce("disconnect", "connect");
        int lost = calls.indexOf("disconnect");
        assertThat(calls.indexOf("connect")).isEqualTo(lost + 1);
        for (int i = 1; i < calls.size(); i++) {
            if (calls.get(i).startsWith("x")) {
                int number = Integer.parseInt(calls.get(i).substring(1));
                assertThat(number > 30).as(calls.get(i)).isEqualTo(i > lost);
            }
        }
        assertThat(f.backlog.pendingCount()).isZero();
        assertThat(f.backlog.pendingBytes()).isZero();
    }

    @Test
    void what_the_protocol_says_counts_for_nothing() {
        DispatchFixture f = new DispatchFixture(1, new DeliveryLimits(1, 100, Overflow.FAIL));
        CompletableFuture<Object> gate = new CompletableFuture<>();
        f.on("/", "connect", event -> gate);
        for (int i = 0; i < 10; i++) {
            f.inContext(() -> f.handlers.connected("/", "sid", false));
        }
        assertThat(f.events).isEmpty();
        assertThat(f.backlog.pendingCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Overflow.class)
    void what_goes_out_waits_for_its_listeners_apart_from_what_comes_in(Overflow policy) {
        DispatchFixture f = new DispatchFixture(1, new DeliveryLimits(2, 100 + DeliveryLimits.weight(0), policy));
        f.handlers.table().add(Handler.outgoing("/", event -> calls.add(event.name()), false));
        List<Integer> waiting = new ArrayList<>();
        List<Pressure> pressure = new ArrayList<>();
        f.inContext(() -> {
            for (int i = 0; i < OutgoingNotices.MOST + 500; i++) {
                f.handlers.outgoing("/", "e" + i, List.of());
            }
            waiting.add(f.backlog.pendingCount());
            pressure.add(f.backlog.pressure());
        });
        assertThat(waiting).containsExactly(0);
        assertThat(pressure).containsExactly(Pressure.NONE);
        assertThat(calls).hasSize(OutgoingNotices.MOST).startsWith("e0", "e1").endsWith("e999");
        assertThat(f.events).containsExactly(new Dropped("outgoing", 500, DropReason.OVERFLOW));
        f.inContext(() -> f.handlers.outgoing("/", "next", List.of()));
        assertThat(calls).endsWith("next");
    }

    @Test
    void a_short_event_weighs_as_much_as_the_objects_around_it() {
        DispatchFixture f =
                new DispatchFixture(1, new DeliveryLimits(0, 10L * DeliveryLimits.weight(0), Overflow.PAUSE));
        f.on("/", "x", event -> new CompletableFuture<>());
        List<Pressure> pressure = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            f.receive("2[\"x\"]");
            f.inContext(() -> pressure.add(f.backlog.pressure()));
        }
        assertThat(pressure).startsWith(Pressure.NONE).endsWith(Pressure.HARD);
    }

    @Test
    void a_subscriber_that_loses_its_copy_does_not_take_the_acknowledgement_from_the_handlers() {
        DispatchFixture f = new DispatchFixture(1, new DeliveryLimits(1, 1 << 20, Overflow.DROP_OLDEST));
        f.handlers.publishers().of("/", "x", event -> event).subscribe(new RecordingSubscriber<>(0));
        f.on("/", "x", event -> {
            calls.add(event.toString());
            return null;
        });
        f.receive("21[\"x\",1]");
        f.receive("22[\"x\",2]");
        f.receive("23[\"x\",3]");
        assertThat(calls).hasSize(3);
        assertThat(f.events).contains(new Dropped("/", 1, DropReason.OVERFLOW));
        assertThat(f.acks).containsExactly("1 []", "2 []");
    }

    @Test
    void what_only_lost_copies_have_seen_is_not_acknowledged() {
        DispatchFixture f = new DispatchFixture(1, new DeliveryLimits(1, 1 << 20, Overflow.DROP_OLDEST));
        f.handlers.publishers().of("/", "x", event -> event).subscribe(new RecordingSubscriber<>(0));
        f.receive("21[\"x\",1]");
        f.receive("22[\"x\",2]");
        assertThat(f.events).contains(new Dropped("/", 1, DropReason.OVERFLOW));
        assertThat(f.acks).isEmpty();
    }

    @Test
    void a_namespace_with_a_subscriber_only_is_one_that_somebody_listens_to() {
        DispatchFixture f = new DispatchFixture();
        f.on("/chat", "x", event -> null);
        RecordingSubscriber<Object> news = new RecordingSubscriber<>();
        f.handlers.publishers().of("/news", "x", event -> (Object) event).subscribe(news);
        f.handlers.publishers().of("*", "x", event -> event).subscribe(new RecordingSubscriber<>());
        assertThat(f.handlers.namespaces()).containsExactly("/chat", "/news");
        news.cancel();
        f.time.runPending();
        assertThat(f.handlers.namespaces()).containsExactly("/chat");
    }
}
