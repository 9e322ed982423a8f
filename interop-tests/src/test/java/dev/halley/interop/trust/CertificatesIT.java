package dev.halley.interop.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent.Retrying;
import dev.halley.ClientEvent.StateChanged;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.interop.BothWires;
import dev.halley.testkit.TestTls;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** SEC-04: a certificate that proves nothing is refused, by whichever client, wire and transport; and nothing else is tried. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class CertificatesIT {
    private static final Instant NOW = Instant.now();
    private static final TestTls GOOD = TestTls.create("localhost");
    private static final TestTls ANOTHER = TestTls.create("localhost");
    private static final TestTls SIGNED =
            TestTls.createSigned(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)), "localhost");
    private static final TestTls WRONG_HOST = TestTls.create("elsewhere.example");
    private static final TestTls EXPIRED =
            TestTls.createSigned(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1)), "localhost");
    private static final TestTls NOT_YET =
            TestTls.createSigned(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2)), "localhost");

    /** What is wrong, and what the failure says of it. */
    enum Trouble {
        FOR_ANOTHER_HOST(TlsGate.with(WRONG_HOST.serverContext()), WRONG_HOST.clientContext(), "localhost found"),
        EXPIRED_YESTERDAY(TlsGate.with(EXPIRED.serverContext()), EXPIRED.clientContext(), "NotAfter"),
        VALID_FROM_TOMORROW(TlsGate.with(NOT_YET.serverContext()), NOT_YET.clientContext(), "NotBefore"),
        SELF_SIGNED(TlsGate.with(GOOD.serverContext()), null, "certification path"),
        OF_NOBODY_WHO_IS_TRUSTED(TlsGate.with(ANOTHER.serverContext()), GOOD.clientContext(), "PKIX path"),
        OF_ANOTHER_AUTHORITY(TlsGate.with(SIGNED.serverContext()), EXPIRED.clientContext(), "PKIX path"),
        TLS_1_0(TlsGate.old(1), GOOD.clientContext(), "TLS"),
        TLS_1_1(TlsGate.old(2), GOOD.clientContext(), "TLS");

        final TlsGate.Door door;
        final SSLContext trusted;
        final String words;

        Trouble(TlsGate.Door door, SSLContext trusted, String words) {
            this.door = door;
            this.trusted = trusted;
            this.words = words;
        }
    }

    static Stream<Arguments> everything() {
        return Stream.of(Protocol.values())
                .flatMap(protocol -> Stream.of(Trouble.values()).map(trouble -> Arguments.of(protocol, trouble)));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void is_refused_and_nothing_is_said_without_tls(Protocol protocol, Trouble trouble) {
        try (Protocol.Host server = protocol.server();
                TlsGate gate = TlsGate.before(server.port(), trouble.door);
                Guest guest = protocol.client(gate.url(protocol.path()), builder -> {
                    if (trouble.trusted != null) {
                        builder.sslContext(trouble.trusted);
                    }
                })) {
            assertThatThrownBy(guest::open)
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            failure -> assertThat(failure.details().fatal()).isTrue())
                    .hasMessageContaining("No secure connection to localhost:")
                    .hasMessageContaining(trouble.words);
            assertThat(gate.firstBytes()).isNotEmpty().containsOnly(TlsGate.HANDSHAKE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_bad_certificate_in_the_place_of_a_good_one_is_retried_until_there_is_a_good_one_again(Protocol protocol) {
        try (Protocol.Host server = protocol.server();
                TlsGate gate = TlsGate.before(server.port(), TlsGate.with(SIGNED.serverContext()));
                Guest guest = protocol.client(
                        gate.url(protocol.path()), builder -> builder.sslContext(SIGNED.clientContext()))) {
            guest.open();
            guest.echo();
            gate.door(TlsGate.with(ANOTHER.serverContext()));
            gate.cut();
            guest.await(
                    Retrying.class,
                    retrying -> retrying.attempt() >= 3
                            && String.valueOf(retrying.cause()).contains("No secure connection to localhost:"));
            gate.door(TlsGate.with(SIGNED.serverContext()));
            guest.await(
                    StateChanged.class,
                    change ->
                            change.from() == ConnectionState.RECONNECTING && change.to() == ConnectionState.CONNECTED);
            guest.echo();
            assertThat(gate.firstBytes()).containsOnly(TlsGate.HANDSHAKE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_bad_certificate_that_stays_ends_the_client_when_its_policy_says_so(Protocol protocol) {
        try (Protocol.Host server = protocol.server();
                TlsGate gate = TlsGate.before(server.port(), TlsGate.with(GOOD.serverContext()));
                Guest guest = protocol.client(
                        gate.url(protocol.path()),
                        builder -> builder.sslContext(GOOD.clientContext()).reconnectPolicy(Guest.threeTimes()))) {
            guest.open();
            gate.door(TlsGate.with(EXPIRED.serverContext()));
            gate.cut();
            StateChanged end = guest.await(StateChanged.class, change -> change.to() == ConnectionState.CLOSED);
            assertThat(guest.events(Retrying.class)).hasSize(3);
            assertThat(chain(end.cause())).contains("No secure connection to localhost:");
            assertThat(gate.firstBytes()).containsOnly(TlsGate.HANDSHAKE);
        }
    }

    private static String chain(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            text.append(each).append('\n');
        }
        return text.toString();
    }
}
