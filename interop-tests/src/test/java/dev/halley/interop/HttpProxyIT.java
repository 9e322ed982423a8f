package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ConnectionException;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.ConnectionType;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CometD behind an HTTP proxy that wants a name and a password. */
@Timeout(60)
@BothWires
class HttpProxyIT {
    private static final String USER = "user";
    private static final String PASSWORD = "s3cret";

    private final CometdServer server = CometdServer.start();
    private final ScriptedServer proxy = ScriptedServer.start();

    @BeforeEach
    void want_credentials() {
        proxy.proxy(USER, PASSWORD);
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.close();
    }

    private static BayeuxClientBuilder through(InetSocketAddress proxy, URI url, ConnectionType transport) {
        return Clients.builder(url, transport).proxy(ProxySelector.of(proxy)).proxyCredentials(USER, PASSWORD);
    }

    private static void exchange(Face face, BayeuxClientBuilder builder) {
        String channel = "/proxied/" + face.ordinal();
        try (FaceClient client = face.open(builder)) {
            client.subscribe(channel);
            for (int i = 0; i < 10; i++) {
                client.publish(channel, i);
                assertThat(client.receive().data()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#faces")
    void long_polling_passes_with_basic_credentials(Face face) {
        exchange(face, through(proxy.address(), server.url(), ConnectionType.LONG_POLLING));
        assertThat(proxy.requests())
                .isNotEmpty()
                .extracting(Request::method)
                .as("no tunnel: the proxy sees the requests")
                .containsOnly("POST");
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#faces")
    void long_polling_with_other_credentials_says_407(Face face) {
        assertThatThrownBy(() -> face.open(through(proxy.address(), server.url(), ConnectionType.LONG_POLLING)
                        .proxyCredentials(USER, "other")))
                .isInstanceOfSatisfying(
                        ConnectionException.class,
                        failure -> assertThat(failure.details().status()).isEqualTo(407))
                .hasMessageContaining("proxyCredentials")
                .hasMessageNotContaining("other");
        assertThat(server.sessions()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#faces")
    void websocket_passes_on_nettys_wire_and_on_the_jdks_says_407_and_what_to_do(Face face) {
        if (WireTurn.isNetty()) {
            exchange(face, through(proxy.address(), server.url(), ConnectionType.WEBSOCKET));
            assertThat(proxy.requests()).extracting(Request::method).containsOnly("CONNECT");
            return;
        }
        assertThat(System.getProperty("jdk.http.auth.tunneling.disabledSchemes"))
                .as("the default of the JDK: no Basic for tunnels")
                .isNull();
        assertThatThrownBy(() -> face.open(through(proxy.address(), server.url(), ConnectionType.WEBSOCKET)))
                .isInstanceOfSatisfying(
                        ConnectionException.class,
                        failure -> assertThat(failure.details().status()).isEqualTo(407))
                .hasMessageContaining("jdk.http.auth.tunneling.disabledSchemes")
                .hasMessageContaining("halley-wire-netty")
                .hasMessageNotContaining(PASSWORD);
        assertThat(server.sessions()).isEmpty();
    }

    /** The JDK reads the property once, so it takes a JVM of its own. */
    @Test
    void websocket_with_the_jdks_property_passes() {
        try (Child child = Programs.start(
                List.of("-Djdk.http.auth.tunneling.disabledSchemes=", "-Dhalley.wire=jdk"),
                Tunnelling.class,
                String.valueOf(proxy.port()),
                server.url().toString())) {
            for (Face face : Face.values()) {
                assertThat(child.await("passed ", Await.SOON)).isEqualTo(face.name());
            }
        }
        assertThat(proxy.requests()).extracting(Request::method).containsOnly("CONNECT");
    }

    /** The program of that JVM. */
    static final class Tunnelling {
        private Tunnelling() {}

        /** Takes the proxy's port and the server's URL. */
        public static void main(String[] args) throws IOException {
            InetSocketAddress proxy = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
            for (Face face : Face.values()) {
                exchange(face, through(proxy, URI.create(args[1]), ConnectionType.WEBSOCKET));
                System.out.println("passed " + face);
            }
            System.out.flush();
            while (System.in.read() >= 0) {
                // the end of its input is the end of the test
            }
            Runtime.getRuntime().halt(0);
        }
    }
}
