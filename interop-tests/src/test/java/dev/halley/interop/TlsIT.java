package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ConnectionException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.testkit.TestTls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CometD behind TLS. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class TlsIT {
    private final TestTls tls = TestTls.create("localhost");
    private CometdServer server;
    private TlsFront front;

    @BeforeAll
    void start() {
        server = CometdServer.start();
        front = TlsFront.of(server, tls.serverContext());
    }

    @AfterAll
    void stop() {
        front.close();
        server.close();
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void messages_go_both_ways(ConnectionType transport, Face face) {
        String channel = "/tls/" + transport.ordinal() + "/" + face.ordinal();
        try (FaceClient client =
                face.open(Clients.builder(front.url(), transport).sslContext(tls.clientContext()))) {
            assertThat(client.client.connectionType()).contains(transport);
            client.subscribe(channel);
            for (int i = 0; i < 10; i++) {
                client.publish(channel, i);
                assertThat(client.receive().data()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_certificate_that_nobody_trusts_is_refused(ConnectionType transport, Face face) {
        assertThatThrownBy(() -> face.open(Clients.builder(front.url(), transport)))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("certificate");
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_certificate_for_another_name_is_refused(ConnectionType transport, Face face) {
        TestTls other = TestTls.create("elsewhere.example");
        try (TlsFront elsewhere = TlsFront.of(server, other.serverContext())) {
            assertThatThrownBy(() -> face.open(
                            Clients.builder(elsewhere.url(), transport).sslContext(other.clientContext())))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("localhost");
        }
    }
}
