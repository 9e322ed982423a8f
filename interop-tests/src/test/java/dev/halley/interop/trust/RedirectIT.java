package dev.halley.interop.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ConnectionException;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.TestTls;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SEC-05: where a redirect may lead, and what goes along. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class RedirectIT {
    private static final TestTls TLS = TestTls.create("localhost");

    private static Guest client(Protocol protocol, ScriptedServer server) {
        return protocol.client(
                server.http(protocol.path()).toString(),
                builder -> builder.sslContext(TLS.clientContext())
                        .header("Authorization", "Bearer mine")
                        .header("X-Api-Key", "mine")
                        .header("User-Agent", "guest")
                        .cookie("session", "mine"));
    }

    private static Reply to(String url) {
        return Reply.of(307).header("Location", url);
    }

    @ParameterizedTest
    @EnumSource
    void never_from_tls_to_none(Protocol protocol) {
        try (ScriptedServer plain = ScriptedServer.start();
                ScriptedServer secure = ScriptedServer.start(TLS.serverContext());
                Guest guest = client(protocol, secure)) {
            secure.onRequest(request -> to(plain.http(protocol.requestPath()).toString()));
            assertThatThrownBy(guest::open)
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("307 at ")
                    .hasMessageContaining("s://localhost:" + secure.port())
                    .hasMessageContaining("redirects to")
                    .hasMessageContaining(String.valueOf(plain.port()))
                    .hasMessageContaining(
                            protocol.isWebSocket() ? "use that URL" : "that would leave TLS, so it is not followed");
            assertThat(plain.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_credentials_go_to_another_host(Protocol protocol) {
        try (ScriptedServer other = ScriptedServer.start();
                ScriptedServer named = ScriptedServer.start();
                Guest guest = client(protocol, named)) {
            // the same machine by another name is another host
            String target = "http://127.0.0.1:" + other.port() + protocol.requestPath();
            named.onRequest(request -> to(target));
            assertThatThrownBy(guest::open).isInstanceOf(ConnectionException.class);
            Request first = named.takeRequest(Await.SOON);
            assertThat(first.header("Authorization")).contains("Bearer mine");
            assertThat(first.header("Cookie")).contains("session=mine");
            if (protocol.isWebSocket()) {
                assertThat(other.requests()).isEmpty();
                return;
            }
            Request followed = other.takeRequest(Await.SOON);
            assertThat(followed.method()).isEqualTo(first.method());
            assertThat(followed.header("User-Agent")).contains("guest");
            assertThat(followed.header("Authorization")).isEmpty();
            assertThat(followed.header("X-Api-Key")).isEmpty();
            assertThat(followed.header("Cookie")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void circles_end(Protocol protocol) {
        try (ScriptedServer server = ScriptedServer.start();
                Guest guest = client(protocol, server)) {
            server.onRequest(request -> to(server.http(request.target()).toString()));
            assertThatThrownBy(guest::open)
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining(
                            protocol.isWebSocket()
                                    ? "use that URL"
                                    : "that is more than 5 in a row: do they go in circles?");
            assertThat(server.requests()).hasSize(protocol.isWebSocket() ? 1 : 6);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_but_http_is_a_place_to_go(Protocol protocol) {
        for (String place :
                new String[] {"file:///etc/passwd", "ftp://localhost/", "http:///nowhere", "mailto:me@example.com"}) {
            try (ScriptedServer server = ScriptedServer.start();
                    Guest guest = client(protocol, server)) {
                server.onRequest(request -> Reply.raw(("HTTP/1.1 307 Elsewhere\r\nLocation: " + place
                                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1)));
                assertThatThrownBy(guest::open).as(place).isInstanceOf(ConnectionException.class);
                assertThat(server.requests()).as(place).hasSize(1);
            }
        }
    }
}
