package dev.halley.wire.netty.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.Reply;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.TestTls;
import dev.halley.testkit.WebSocketScript;
import dev.halley.wire.Wire;
import dev.halley.wire.WireException;
import dev.halley.wire.WireException.Kind;
import dev.halley.wire.WireSettings;
import dev.halley.wire.WireSettings.ProxyCredentials;
import dev.halley.wire.tests.RecordingListener;
import dev.halley.wire.tests.WireTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What this wire can with proxies and the JDK's can't. */
class NettyProxyTest extends WireTest {
    private static final ProxyCredentials CREDENTIALS = new ProxyCredentials("user", "s3cret");

    private final TestTls tls = TestTls.create("localhost");
    private final ScriptedServer secure = ScriptedServer.start(tls.serverContext());
    private final ScriptedServer proxy = ScriptedServer.start().proxy("user", "s3cret");

    @BeforeEach
    void answer() {
        for (ScriptedServer each : List.of(server, secure)) {
            each.onRequest(request ->
                    request.isUpgrade() ? Reply.upgrade(WebSocketScript.accept()) : Reply.text("from the server"));
        }
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
        secure.close();
    }

    private Wire through(Proxy.Type type, InetSocketAddress address, ProxyCredentials credentials) {
        ProxySelector selector = new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(new Proxy(type, address));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress to, IOException failure) {}
        };
        SSLContext context = tls.clientContext();
        return new NettyWireProvider().open(new WireSettings(SOON, context, null, selector, credentials, executor));
    }

    private void everythingWorks(Wire wire) throws Exception {
        assertThat(exchange(wire, post(server.http(), "[]")).awaitText()).isEqualTo("from the server");
        assertThat(exchange(wire, post(secure.http(), "[]")).awaitText()).isEqualTo("from the server");
        RecordingListener plain = connect(wire, server.ws());
        server.takeSocket(SOON).sendText("plain");
        plain.expect("text plain");
        RecordingListener encrypted = connect(wire, secure.ws());
        secure.takeSocket(SOON).sendText("encrypted");
        encrypted.expect("text encrypted");
    }

    @Test
    void credentials_open_tunnels_through_an_http_proxy_and_reach_no_server() throws Exception {
        try (Wire wire = through(Proxy.Type.HTTP, proxy.address(), CREDENTIALS)) {
            everythingWorks(wire);
        }
        assertThat(proxy.requests())
                .extracting(request -> request.method())
                .containsExactly("POST", "CONNECT", "CONNECT", "CONNECT");
        for (ScriptedServer each : List.of(server, secure)) {
            assertThat(each.requests())
                    .hasSize(2)
                    .allSatisfy(request ->
                            assertThat(request.header("Proxy-Authorization")).isEmpty());
        }
    }

    @Test
    void a_407_to_connect_is_told_with_its_status_and_without_the_password() throws Exception {
        proxy.proxy("user", "other");
        try (Wire wire = through(Proxy.Type.HTTP, proxy.address(), CREDENTIALS)) {
            for (WireException failure : List.of(
                    exchange(wire, post(secure.http(), "[]")).awaitFailure(),
                    connect(wire, server.ws()).awaitFailure())) {
                assertThat(failure.kind()).isEqualTo(Kind.PROXY);
                assertThat(failure.status()).isEqualTo(407);
                assertThat(failure)
                        .hasMessage("the proxy wants credentials (407), or refuses these.")
                        .hasMessageNotContaining("s3cret");
            }
        }
        assertThat(secure.requests()).isEmpty();
    }

    @Test
    void a_socks_proxy_carries_everything_and_looks_the_names_up() throws Exception {
        try (SocksServer socks = new SocksServer(null);
                Wire wire = through(Proxy.Type.SOCKS, socks.address(), null)) {
            everythingWorks(wire);
            assertThat(socks.asked).hasSize(4).containsOnly("3 localhost");
        }
    }

    @Test
    void a_socks_proxy_gets_the_credentials_that_it_asks_for() throws Exception {
        try (SocksServer socks = new SocksServer("user:s3cret");
                Wire wire = through(Proxy.Type.SOCKS, socks.address(), CREDENTIALS)) {
            everythingWorks(wire);
        }
        try (SocksServer socks = new SocksServer("user:other");
                Wire wire = through(Proxy.Type.SOCKS, socks.address(), CREDENTIALS)) {
            WireException failure = connect(wire, server.ws()).awaitFailure();
            assertThat(failure.kind()).isEqualTo(Kind.PROXY);
            assertThat(failure).hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void a_proxy_that_does_not_listen_or_says_nothing_is_told_apart_from_the_server() throws Exception {
        try (Wire wire = through(Proxy.Type.SOCKS, nobody(), null)) {
            assertThat(connect(wire, server.ws()).awaitFailure().kind()).isEqualTo(Kind.PROXY);
            assertThat(exchange(wire, get(server.http())).awaitFailure().kind()).isEqualTo(Kind.PROXY);
        }
        proxy.onRequest(request -> Reply.dropConnection(Reply.Ending.RESET));
        try (Wire wire = through(Proxy.Type.HTTP, proxy.address(), null)) {
            assertThat(connect(wire, server.ws()).awaitFailure().kind()).isEqualTo(Kind.PROXY);
        }
    }
}
