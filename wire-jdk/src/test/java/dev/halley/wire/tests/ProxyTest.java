package dev.halley.wire.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.WebSocketScript;
import dev.halley.wire.Wire;
import dev.halley.wire.WireException.Kind;
import dev.halley.wire.WireSettings;
import dev.halley.wire.WireSettings.ProxyCredentials;
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

class ProxyTest extends WireTest {
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
        return provider().open(settings(selector(type, proxy.address()), credentials));
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
    void requests_and_sockets_go_through_the_proxy_also_one_after_the_other() throws Exception {
        try (Wire wire = through(Proxy.Type.HTTP, null)) {
            assertThat(exchange(wire, post(server.http(), "[]")).awaitText()).isEqualTo("from the server");
            assertThat(proxy.takeRequest(SOON).method()).isEqualTo("POST");
            // An upgrade on the pooled connection of the request would go out without CONNECT.
            RecordingListener listener = connect(wire, server.ws());
            assertThat(proxy.takeRequest(SOON).method()).isEqualTo("CONNECT");
            server.takeSocket(SOON).sendText("through");
            listener.expect("text through");
        }
    }

    @Test
    void credentials_go_to_the_proxy_and_never_to_the_server() throws Exception {
        proxy.proxy("user", "s3cret");
        try (Wire wire = through(Proxy.Type.HTTP, CREDENTIALS)) {
            assertThat(exchange(wire, post(server.http(), "[]")).awaitText()).isEqualTo("from the server");
            assertThat(proxy.requests()).hasSize(1);
        }
        ProxySelector direct = new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress to, IOException failure) {}
        };
        try (Wire wire = provider().open(settings(direct, CREDENTIALS))) {
            assertThat(exchange(wire, post(server.http(), "[]")).awaitText()).isEqualTo("from the server");
        }
        assertThat(server.requests())
                .hasSize(2)
                .allSatisfy(request ->
                        assertThat(request.header("Proxy-Authorization")).isEmpty());
    }

    @Test
    void a_407_for_a_plain_request_is_a_reply_with_or_without_credentials() throws Exception {
        proxy.proxy("user", "other");
        try (Wire wire = through(Proxy.Type.HTTP, CREDENTIALS);
                Wire without = through(Proxy.Type.HTTP, null)) {
            RecordingSink refused = exchange(wire, post(server.http(), "[]"));
            refused.awaitText();
            assertThat(refused.status).isEqualTo(407);
            RecordingSink asked = exchange(without, post(server.http(), "[]"));
            asked.awaitText();
            assertThat(asked.status).isEqualTo(407);
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_401_of_the_server_is_shown_also_where_the_proxy_has_credentials() throws Exception {
        server.onRequest(request ->
                Reply.of(401).header("WWW-Authenticate", "Basic realm=\"x\"").body("who?"));
        proxy.proxy("user", "s3cret");
        try (Wire wire = through(Proxy.Type.HTTP, CREDENTIALS)) {
            RecordingSink sink = exchange(wire, post(server.http(), "[]"));
            assertThat(sink.awaitText()).isEqualTo("who?");
            assertThat(sink.status).isEqualTo(401);
        }
    }

    @Test
    void a_proxy_that_refuses_a_tunnel_or_does_not_listen_is_a_proxy_failure() throws Exception {
        proxy.onRequest(request -> Reply.of(403));
        try (Wire wire = through(Proxy.Type.HTTP, null)) {
            assertThat(connect(wire, server.ws()).awaitFailure().kind()).isEqualTo(Kind.PROXY);
            assertThat(exchange(wire, get(URI.create("https://localhost:" + server.port() + "/")))
                            .awaitFailure()
                            .kind())
                    .isEqualTo(Kind.PROXY);
        }
        try (Wire wire = provider().open(settings(selector(Proxy.Type.HTTP, nobody()), null))) {
            assertThat(exchange(wire, get(server.http())).awaitFailure().kind()).isEqualTo(Kind.PROXY);
            assertThat(connect(wire, server.ws()).awaitFailure().kind()).isEqualTo(Kind.PROXY);
        }
    }

    @Test
    void settings_without_a_selector_mean_no_proxy_whatever_the_jvm_says() throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(selector(Proxy.Type.HTTP, proxy.address()));
        try (Wire wire = provider().open(new WireSettings(SOON.plusMillis(1), null, null, null, null, executor))) {
            exchange(wire, get(server.http())).awaitText();
        } finally {
            ProxySelector.setDefault(before);
        }
        assertThat(proxy.requests()).isEmpty();
        List<Request> direct = server.requests();
        assertThat(direct).hasSize(1);
    }
}
