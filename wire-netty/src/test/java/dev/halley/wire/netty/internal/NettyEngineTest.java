package dev.halley.wire.netty.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.Reply;
import dev.halley.testkit.WebSocketScript;
import dev.halley.wire.Wire;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import dev.halley.wire.tests.RecordingListener;
import dev.halley.wire.tests.WireTest;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NettyEngineTest extends WireTest {
    private final WireProvider netty = new NettyWireProvider();

    @BeforeEach
    void answer() {
        server.onRequest(request -> request.isUpgrade() ? Reply.upgrade(WebSocketScript.accept()) : Reply.text("ok"));
    }

    @Test
    void the_service_loader_finds_the_wire_and_prefers_it_to_the_jdks() {
        assertThat(ServiceLoader.load(WireProvider.class))
                .filteredOn(provider -> provider.name().equals("netty"))
                .hasSize(1)
                .allSatisfy(provider -> assertThat(provider.priority()).isPositive());
    }

    @Test
    void wires_with_equal_settings_share_one_engine_until_the_last_of_them_closes() throws Exception {
        int before = Engine.SHARED.count();
        WireSettings settings = new WireSettings(Duration.ofSeconds(7), null, null, null, null, executor);
        Wire first = netty.open(settings);
        Wire second = netty.open(settings);
        assertThat(Engine.SHARED.count()).isEqualTo(before + 1);
        exchange(first, get(server.http())).awaitText();
        exchange(second, get(server.http())).awaitText();
        assertThat(server.acceptedConnections()).as("one pool").isEqualTo(1);
        first.close();
        first.close();
        assertThat(Engine.SHARED.count()).isEqualTo(before + 1);
        assertThat(exchange(second, get(server.http())).awaitText()).isEqualTo("ok");
        second.close();
        assertThat(Engine.SHARED.count()).isEqualTo(before);
        server.awaitOpenConnections(0, SOON);
    }

    @Test
    void wires_with_other_settings_have_engines_of_their_own() throws Exception {
        int before = Engine.SHARED.count();
        WireSettings tls = new WireSettings(Duration.ofSeconds(7), SSLContext.getDefault(), null, null, null, executor);
        try (Wire first = netty.open(tls);
                Wire other = netty.open(settings(ProxySelector.of(null), null))) {
            assertThat(first).isNotSameAs(other);
            assertThat(Engine.SHARED.count()).isEqualTo(before + 2);
        }
        assertThat(Engine.SHARED.count()).isEqualTo(before);
    }

    @Test
    void threads_are_few_whatever_the_number_of_sockets_and_end_soon_after_the_last_wire() throws Exception {
        RecordingListener[] listeners = new RecordingListener[100];
        for (int i = 0; i < listeners.length; i++) {
            listeners[i] = connect(wire, server.ws());
        }
        for (RecordingListener listener : listeners) {
            listener.link();
        }
        Set<Thread> mine = loops();
        assertThat(mine).hasSizeBetween(1, Loops.COUNT).allMatch(Thread::isDaemon);
        wire.close();
        for (Thread thread : mine) {
            thread.join(4000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
        try (Wire again = netty.open(settings(null, null))) {
            assertThat(exchange(again, get(server.http())).awaitText()).isEqualTo("ok");
        }
    }

    private static Set<Thread> loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("halley-netty-"))
                .collect(Collectors.toSet());
    }

    @Test
    void a_connection_that_the_server_closes_while_it_waits_is_not_used_again() throws Exception {
        assertThat(exchange(wire, post(server.http(), "[]")).awaitText()).isEqualTo("ok");
        server.dropConnections();
        server.awaitOpenConnections(0, SOON);
        // the client hears of it a moment later; a request within that moment may be lost
        Pool pool = ((ClientWire) wire).engine().pool();
        while (!pool.isEmpty()) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 20; i++) {
            assertThat(exchange(wire, post(server.http(), "[]")).awaitText()).isEqualTo("ok");
            assertThat(server.openConnections()).isEqualTo(1);
        }
        assertThat(server.acceptedConnections()).isEqualTo(2);
    }

    @Test
    void a_reply_that_says_close_is_the_last_one_of_its_connection_and_an_informational_one_is_passed_over()
            throws Exception {
        server.handleInTurn("/", Reply.text("one").header("Connection", "close"), Reply.text("two"));
        assertThat(exchange(wire, get(server.http())).awaitText()).isEqualTo("one");
        assertThat(exchange(wire, get(server.http())).awaitText()).isEqualTo("two");
        assertThat(server.acceptedConnections()).isEqualTo(2);
        server.onRequest(request -> Reply.raw(
                ("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthree")
                        .getBytes(StandardCharsets.US_ASCII)));
        assertThat(exchange(wire, get(server.http("/hints"))).awaitText()).isEqualTo("three");
    }

    @Test
    void two_requests_at_once_have_two_connections_and_later_ones_take_the_last() throws Exception {
        var first = exchange(wire, get(server.http()));
        var second = exchange(wire, get(server.http()));
        first.awaitText();
        second.awaitText();
        int connections = server.acceptedConnections();
        for (int i = 0; i < 50; i++) {
            exchange(wire, get(server.http())).awaitText();
        }
        assertThat(server.acceptedConnections()).isEqualTo(connections).isLessThanOrEqualTo(2);
    }
}
