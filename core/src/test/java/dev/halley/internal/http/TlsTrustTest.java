package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TlsTrustTest {
    private static final String HEX = "AB".repeat(32);

    @Test
    void a_pin_is_read_in_each_of_its_forms() {
        Fingerprint plain = Fingerprint.parse(HEX);
        assertThat(Fingerprint.parse(HEX.toLowerCase(java.util.Locale.ROOT))).isEqualTo(plain);
        assertThat(Fingerprint.parse("AB:".repeat(31) + "ab")).isEqualTo(plain);
        assertThat(Fingerprint.parse(" q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s= "))
                .isEqualTo(plain)
                .hasToString("AB:".repeat(31) + "AB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AB", "no pin at all", "sha256/q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=", "q6s="})
    void what_is_no_fingerprint_is_refused(String text) {
        assertThatThrownBy(() -> TlsTrust.STANDARD.pins(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("certificatePin: '" + text + "' (expected: ");
    }

    @Test
    void equal_trust_is_one_context_so_that_clients_share_an_engine() throws Exception {
        assertThat(TlsTrust.STANDARD.context()).isNull();
        SSLContext own = SSLContext.getInstance("TLS");
        assertThat(TlsTrust.STANDARD.context(own).context()).isSameAs(own);
        SSLContext pinned = TlsTrust.STANDARD.pins(HEX).context();
        assertThat(TlsTrust.STANDARD.pins("AB:".repeat(31) + "AB").context()).isSameAs(pinned);
        assertThat(TlsTrust.STANDARD.pins(HEX).unverified().context()).isNotSameAs(pinned);
    }

    @Test
    void pins_and_the_lack_of_verification_exclude_a_context_of_the_application() throws Exception {
        TlsTrust own = TlsTrust.STANDARD.context(SSLContext.getInstance("TLS"));
        assertThatThrownBy(own.pins(HEX)::context)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("sslContext: given together with certificatePin (expected: ");
        assertThatThrownBy(own.unverified()::context)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("sslContext: given together with disableTlsVerification (expected: ");
    }

    @Test
    void only_a_pin_tells_the_server_from_others_once_verification_is_off() {
        assertThat(TlsTrust.STANDARD.trustsAnybody()).isFalse();
        assertThat(TlsTrust.STANDARD.unverified().trustsAnybody()).isTrue();
        assertThat(TlsTrust.STANDARD.unverified().pins(HEX).trustsAnybody()).isFalse();
    }

    @Test
    void a_renewed_context_can_not_be_initialised_and_refuses_null() {
        assertThatThrownBy(() -> TlsTrust.STANDARD.context(() -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("sslContext");
    }
}
