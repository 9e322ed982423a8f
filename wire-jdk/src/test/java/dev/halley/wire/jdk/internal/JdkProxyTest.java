package dev.halley.wire.jdk.internal;

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
import dev.halley.wire.tests.WireTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the JDK's client does not do with proxies. */
class JdkProxyTest extends WireTest {
    private static final ProxyCredentials CREDENTIALS = new ProxyCredentials("user", "s3cret");

    private final ScriptedServer proxy = ScriptedServer.start().proxy();

    @BeforeEach
    void answer() {
        server.onRequest(request ->
                request.isUpgrade() ? Reply.upgrade(WebSocketScript.accept()) : Reply.text("from the server"));
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    private Wire through(Proxy.Type type, ProxyCredentials credentials) {
        return new JdkWireProvider().open(settings(selector(type, proxy.address()), credentials));
    }

    private static ProxySelector selector(Proxy.Type type, InetSocketAddress address) {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(new Proxy(type, address));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress to, IOException failure) {}
        };
    }

    @Test
    void a_407_to_connect_names_the_property_and_the_other_wire() throws Exception {
        proxy.proxy("user", "s3cret");
        TestTls tls = TestTls.create("localhost");
        try (ScriptedServer secure = ScriptedServer.start(tls.serverContext());
                Wire wire = new JdkWireProvider()
                        .open(new WireSettings(
                                SOON,
                                tls.clientContext(),
                                null,
                                selector(Proxy.Type.HTTP, proxy.address()),
                                CREDENTIALS,
                                executor))) {
            assertNamesTheWayOut(exchange(wire, post(secure.http(), "[]")).awaitFailure());
            assertNamesTheWayOut(connect(wire, server.ws()).awaitFailure());
            assertNamesTheWayOut(connect(wire, secure.ws()).awaitFailure());
            assertThat(secure.requests()).isEmpty();
        }
        assertThat(server.requests()).isEmpty();
    }

    private static void assertNamesTheWayOut(WireException failure) {
        assertThat(failure.kind()).isEqualTo(Kind.PROXY);
        assertThat(failure.status()).isEqualTo(407);
        assertThat(failure)
                .hasMessageContaining("jdk.http.auth.tunneling.disabledSchemes")
                .hasMessageContaining("halley-wire-netty")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void a_socks_proxy_is_refused_and_not_gone_around() throws Exception {
        try (Wire wire = through(Proxy.Type.SOCKS, null)) {
            WireException http = exchange(wire, get(server.http())).awaitFailure();
            assertThat(http.kind()).isEqualTo(Kind.PROXY);
            assertThat(http).hasMessageContaining("SOCKS").hasMessageContaining("halley-wire-netty");
            assertThat(connect(wire, server.ws()).awaitFailure().kind()).isEqualTo(Kind.PROXY);
        }
        assertThat(server.acceptedConnections()).isZero();
    }
}
