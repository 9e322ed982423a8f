package dev.halley.engineio.rules;

import static dev.halley.engineio.rules.EngineHarness.OPEN;
import static dev.halley.engineio.rules.EngineHarness.OPEN_UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UpgradeRulesTest {
    private final EngineHarness engine = new EngineHarness();

    private PendingSocket probing() {
        engine.connect(EngineOptions.defaults());
        engine.get().respond(200, "0" + OPEN_UPGRADE);
        engine.time.runPending();
        return engine.wire.takeSocket();
    }

    @Test
    void e4_15_upgrades_only_to_what_both_sides_name() {
        engine.connect(EngineOptions.defaults());
        engine.get().respond(200, "0" + OPEN);
        assertThat(engine.get().isOpen()).isTrue();
        engine.assertNothingSent();

        EngineHarness other = new EngineHarness();
        other.connect(EngineHarness.polling());
        other.get().respond(200, "0" + OPEN_UPGRADE);
        assertThat(other.get().isOpen()).isTrue();
        other.assertNothingSent();

        EngineHarness off = new EngineHarness();
        off.connect(EngineOptions.defaults().withUpgrade(false));
        off.get().respond(200, "0" + OPEN_UPGRADE);
        assertThat(off.get().isOpen()).isTrue();
        off.assertNothingSent();
    }

    @Test
    void e4_15_probes_and_stays_on_polling_when_the_answer_is_another() {
        PendingSocket socket = probing();
        assertThat(EngineHarness.query(socket.uri()))
                .containsEntry("sid", "S1")
                .containsEntry("transport", "websocket")
                .containsEntry("EIO", "4");
        socket.accept();
        engine.time.runPending();
        assertThat(socket.takeText()).isEqualTo("2probe");
        socket.deliverText("4what");
        engine.time.runPending();
        assertThat(failures()).hasSize(1);
        engine.get().respond(200, "4on");
        engine.send("x");
        assertThat(engine.post().text()).isEqualTo("4x");
        assertThat(engine.messages()).containsExactly("open", "text:on");
    }

    private List<EngineEvent.UpgradeFailed> failures() {
        return engine.events.stream()
                .filter(EngineEvent.UpgradeFailed.class::isInstance)
                .map(EngineEvent.UpgradeFailed.class::cast)
                .toList();
    }

    @Test
    void e4_16_waits_for_running_requests_then_switches_then_flushes() {
        PendingSocket socket = probing();
        PendingExchange get = engine.get();
        CompletableFuture<Void> a = engine.send("a");
        PendingExchange post = engine.post();
        CompletableFuture<Void> b = engine.send("b");
        socket.accept();
        socket.deliverText("3probe");
        engine.time.runPending();
        CompletableFuture<Void> c = engine.send("c");
        engine.inContext(() -> assertThat(engine.session.isWritable()).isFalse());
        // paused: the running ones are waited for, and no new one begins
        post.respond(200, "ok");
        engine.assertNothingSent();
        assertThat(engine.sentFrames(socket)).containsExactly("2probe");
        get.respond(200, "4from polling\u001e2ping");
        engine.assertNothingSent();
        assertThat(engine.sentFrames(socket)).containsExactly("2probe", "5", "3ping", "4b", "4c");
        assertThat(a).isCompleted();
        assertThat(b).isCompleted();
        assertThat(c).isCompleted();
        socket.deliverText("4from websocket");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:from polling", "text:from websocket");
        assertThat(engine.session.transport()).isEqualTo(EngineTransport.WEBSOCKET);
        assertThat(engine.events).contains(new EngineEvent.Upgraded(EngineTransport.WEBSOCKET));
    }

    @Test
    void e4_16_keeps_a_group_together_when_the_switch_comes_in_its_midst() {
        PendingSocket socket = probing();
        PendingExchange get = engine.get();
        Object[] group = new Object[18];
        for (int i = 0; i < group.length; i++) {
            group[i] = "g" + i;
        }
        CompletableFuture<Void> sent = engine.send(group);
        PendingExchange post = engine.post();
        engine.send("after");
        socket.accept();
        socket.deliverText("3probe");
        engine.time.runPending();
        post.respond(200, "ok");
        get.respond(200, "6");
        assertThat(engine.sentFrames(socket)).containsExactly("2probe", "5", "4g16", "4g17", "4after");
        assertThat(sent).isCompleted();
    }

    @Test
    void e4_17_noops_are_silent_and_the_next_poll_waits_for_the_probe() {
        PendingSocket socket = probing();
        PendingExchange get = engine.get();
        socket.accept();
        engine.time.runPending();
        get.respond(200, "6\u001e6");
        // a new poll would be held for a whole ping period
        engine.assertNothingSent();
        socket.deliverTexts("6", "3probe", "6");
        engine.time.runPending();
        assertThat(engine.sentFrames(socket)).containsExactly("2probe", "5");
        assertThat(engine.messages()).containsExactly("open");
    }

    @Test
    void e4_17_polls_on_when_the_answer_to_the_probe_does_not_come() {
        PendingSocket socket = probing();
        PendingExchange get = engine.get();
        socket.accept();
        engine.time.runPending();
        get.respond(200, "6");
        engine.time.advance(Duration.ofSeconds(1));
        engine.get().respond(200, "4x");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:x");
    }

    @Test
    void e4_18_stays_on_polling_when_the_socket_is_refused() {
        probing().refuse(403, Headers.empty(), "no");
        engine.time.runPending();
        assertThat(failures()).hasSize(1);
        assertThat(failures().get(0).cause()).hasMessageContaining("403");
        engine.get().respond(200, "4x");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:x");
    }

    @Test
    void e4_18_gives_a_probe_that_hangs_up_before_the_server_does() {
        PendingSocket socket = probing().accept();
        engine.time.advance(Duration.ofMillis(7_999));
        assertThat(failures()).isEmpty();
        engine.time.advance(Duration.ofMillis(1));
        assertThat(failures()).hasSize(1);
        assertThat(failures().get(0).cause()).hasMessageContaining("upgradeTimeout: 8000 ms");
        // a late answer changes nothing
        socket.deliverText("3probe");
        engine.time.runPending();
        assertThat(engine.session.transport()).isEqualTo(EngineTransport.POLLING);
        assertThat(engine.get().isOpen()).isTrue();
    }

    @Test
    void e4_18_goes_on_polling_when_the_socket_breaks_while_polling_is_paused() {
        PendingSocket socket = probing();
        PendingExchange get = engine.get();
        CompletableFuture<Void> sent = engine.send("a");
        PendingExchange post = engine.post();
        socket.accept();
        socket.deliverText("3probe");
        engine.time.runPending();
        engine.send("b");
        get.respond(200, "4x");
        socket.fail(WireException.Kind.BROKEN);
        engine.time.runPending();
        assertThat(failures()).hasSize(1);
        assertThat(engine.get().isOpen()).isTrue();
        post.respond(200, "ok");
        assertThat(engine.post().text()).isEqualTo("4b");
        assertThat(sent).isCompleted();
        assertThat(engine.messages()).containsExactly("open", "text:x");
    }

    @Test
    void e4_18_goes_on_polling_when_the_pause_takes_too_long() {
        PendingSocket socket = probing();
        PendingExchange get = engine.get();
        socket.accept();
        socket.deliverText("3probe");
        engine.time.advance(Duration.ofSeconds(8));
        assertThat(failures()).hasSize(1);
        get.respond(200, "4x");
        assertThat(engine.get().isOpen()).isTrue();
        assertThat(engine.messages()).containsExactly("open", "text:x");
    }

    @Test
    void e4_19_a_close_waits_for_the_upgrade() {
        PendingSocket socket = probing();
        PendingExchange get = engine.get();
        socket.accept();
        engine.time.runPending();
        engine.inContext(engine.session::close);
        engine.assertNothingSent();
        assertThat(engine.close).isNull();
        socket.deliverText("3probe");
        get.respond(200, "6");
        engine.time.runPending();
        assertThat(engine.sentFrames(socket).stream().map(Object::toString)).containsExactly("2probe", "5", "CLOSE");
        socket.deliverClose(1000, "");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "closed:forced close");
    }

    @Test
    void e4_19_a_close_waits_for_the_failure_of_the_upgrade() {
        PendingSocket socket = probing();
        engine.inContext(engine.session::close);
        socket.fail(WireException.Kind.REFUSED);
        PendingExchange close = engine.post();
        assertThat(close.text()).isEqualTo("1");
        close.respond(200, "ok");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "closed:forced close");
        assertThat(engine.time.timers()).isZero();
    }

    @Test
    void a_session_that_ends_takes_the_probe_along() {
        PendingSocket socket = probing();
        engine.get().respond(200, "1");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "closed:transport close");
        assertThat(socket.isAborted()).isTrue();
        assertThat(failures()).isEmpty();
        assertThat(engine.time.timers()).isZero();
    }

    @Test
    void remembers_that_a_websocket_worked_until_it_does_not() {
        EngineOptions options = EngineOptions.defaults().withRememberUpgrade(true);
        engine.connect(options);
        engine.get().respond(200, "0" + OPEN_UPGRADE);
        PendingExchange get = engine.get();
        PendingSocket first = engine.wire.takeSocket().accept();
        first.deliverText("3probe");
        get.respond(200, "6");
        engine.time.runPending();
        first.breakConnection();
        engine.time.runPending();
        engine.connect(options);
        PendingSocket second = engine.wire.takeSocket();
        assertThat(EngineHarness.query(second.uri())).doesNotContainKey("sid");
        second.fail(WireException.Kind.REFUSED);
        // this very attempt goes on with the other transport
        engine.get().respond(200, "0" + OPEN_UPGRADE);
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "closed:transport error", "open");
    }
}
