package dev.halley.wire.jdk.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.testkit.Reply;
import dev.halley.testkit.WebSocketScript;
import dev.halley.wire.Wire;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import dev.halley.wire.jdk.JdkWire;
import dev.halley.wire.tests.RecordingListener;
import dev.halley.wire.tests.WireTest;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EngineTest extends WireTest {
    @BeforeEach
    void answer() {
        server.onRequest(request -> request.isUpgrade()
                ? Reply.upgrade(WebSocketScript.accept().header("Set-Cookie", "a=1"))
                : Reply.text("ok"));
    }

    @Test
    void the_service_loader_finds_the_wire() {
        assertThat(ServiceLoader.load(WireProvider.class))
                .filteredOn(provider -> provider.name().equals("jdk"))
                .hasSize(1)
                .allSatisfy(provider -> assertThat(provider.priority()).isZero());
    }

    @Test
    void wires_with_equal_settings_share_one_engine_until_the_last_of_them_closes() throws Exception {
        int others = Engine.SHARED.count() - 1;
        Wire second = new JdkWireProvider().open(settings(null, null));
        assertThat(Engine.SHARED.count()).isEqualTo(others + 1);
        exchange(wire, get(server.http())).awaitText();
        exchange(second, get(server.http())).awaitText();
        assertThat(server.acceptedConnections()).as("one pool").isEqualTo(1);
        wire.close();
        wire.close();
        assertThat(Engine.SHARED.count()).isEqualTo(others + 1);
        assertThat(exchange(second, get(server.http())).awaitText()).isEqualTo("ok");
        second.close();
        assertThat(Engine.SHARED.count()).isEqualTo(others);
    }

    @Test
    void wires_with_other_settings_have_engines_of_their_own() throws Exception {
        int before = Engine.SHARED.count();
        WireSettings tls = new WireSettings(Duration.ofSeconds(5), SSLContext.getDefault(), null, null, null, executor);
        try (Wire first = new JdkWireProvider().open(tls);
                Wire other = new JdkWireProvider().open(settings(ProxySelector.of(null), null))) {
            assertThat(first).isNotSameAs(other);
            assertThat(Engine.SHARED.count()).isEqualTo(before + 2);
        }
        assertThat(Engine.SHARED.count()).isEqualTo(before);
    }

    @Test
    void the_threads_of_an_engine_end_after_its_last_wire_closed() throws Exception {
        Set<Thread> before = selectors();
        Wire proxied = new JdkWireProvider().open(settings(ProxySelector.of(null), null));
        exchange(proxied, get(server.http())).awaitText();
        RecordingListener listener = connect(proxied, server.ws());
        listener.link();
        Set<Thread> mine = selectors();
        mine.removeAll(before);
        assertThat(mine).as("selectors of requests and of sockets").hasSize(2);
        proxied.close();
        assertEnd(mine);
        assertThat(proxied.name()).isEqualTo("jdk");
    }

    @Test
    void the_threads_of_an_engine_end_though_attempts_were_aborted_while_they_succeeded() throws Exception {
        Set<Thread> before = selectors();
        Wire own = new JdkWireProvider().open(settings(ProxySelector.of(null), null));
        abortAtAnyMoment(own);
        Set<Thread> mine = selectors();
        mine.removeAll(before);
        assertThat(mine).as("selectors of requests and of sockets").hasSize(2);
        own.close();
        assertEnd(mine);
        assertThat(own.name()).isEqualTo("jdk");
    }

    /** Before Java 21 the threads end when the client is collected: nothing may hold it, not even the closed wire. */
    private static void assertEnd(Set<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            for (int i = 0; i < 200 && thread.isAlive(); i++) {
                System.gc();
                thread.join(100);
            }
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    private static Set<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("SelectorManager"))
                .collect(Collectors.toSet());
    }

    @Test
    void no_attempt_is_remembered_after_its_end() throws Exception {
        Engine engine = Engine.of(settings(null, null));
        HttpClientWire own =
                new HttpClientWire(new HttpClientWire.Lease(engine, engine::letGo), executor, new Proxies(null, null));
        connect(own, server.ws()).link();
        server.handle("/refused", Reply.of(404));
        server.handle("/lost", Reply.dropConnection(Reply.Ending.RESET));
        connect(own, server.ws("/refused")).awaitFailure();
        connect(own, server.ws("/lost")).awaitFailure();
        assertThat(engine.cookies().pending()).isZero();
        own.close();
    }

    @Test
    void a_client_of_the_application_carries_the_wire_and_survives_it() throws Exception {
        HttpClient client = HttpClient.newBuilder().executor(executor).build();
        WireProvider provider = JdkWire.provider(client);
        Wire own = provider.open(settings(null, null));
        assertThat(exchange(own, post(server.http(), "[]")).awaitText()).isEqualTo("ok");
        assertThat(server.takeRequest(SOON).header("Upgrade")).isEmpty();
        RecordingListener listener = connect(own, server.ws());
        server.takeSocket(SOON).sendTexts("a", "b");
        listener.expect("text a");
        listener.expect("text b");
        own.close();
        listener.expect("failure ABORTED");
        assertThat(client.send(
                                java.net.http.HttpRequest.newBuilder(server.http())
                                        .build(),
                                java.net.http.HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo("ok");
    }

    @Test
    void a_client_of_the_application_is_refused_where_it_contradicts_the_settings() throws Exception {
        HttpClient following = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        assertThatThrownBy(() -> JdkWire.provider(following))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("followRedirects");
        WireProvider provider = JdkWire.provider(HttpClient.newHttpClient());
        SSLContext tls = SSLContext.getInstance("TLS");
        assertThatThrownBy(() -> provider.open(new WireSettings(SOON, tls, null, null, null, executor)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sslContext");
        assertThatThrownBy(() -> provider.open(settings(ProxySelector.of(server.address()), null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("proxy");
    }
}
