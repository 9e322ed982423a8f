package dev.halley.wire.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionException;
import dev.halley.internal.http.CookieJar;
import dev.halley.internal.http.HttpAgent;
import dev.halley.internal.http.HttpReply;
import dev.halley.internal.http.HttpSettings;
import dev.halley.internal.http.TlsTrust;
import dev.halley.internal.loop.Kernel;
import dev.halley.testkit.Reply;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.TestTls;
import dev.halley.wire.Headers;
import dev.halley.wire.WireSettings;
import java.net.URI;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom a client trusts, over real sockets. */
class TlsTest extends WireTest {
    private final TestTls tls = TestTls.create("localhost");
    private final ScriptedServer secure = ScriptedServer.start(tls.serverContext());
    private final URI url = URI.create("https://localhost:" + secure.http().getPort() + "/");

    @AfterEach
    void closeSecure() {
        secure.close();
    }

    private String fingerprint() throws Exception {
        try (SSLSocket socket =
                (SSLSocket) tls.clientContext().getSocketFactory().createSocket("127.0.0.1", url.getPort())) {
            Certificate certificate = socket.getSession().getPeerCertificates()[0];
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
        }
    }

    private HttpReply get(TlsTrust trust, URI uri) throws Throwable {
        SSLContext context = trust.context();
        HttpAgent agent = new HttpAgent(
                provider().open(new WireSettings(SOON, context, null, null, null, executor)),
                new HttpSettings(Headers.empty(), null, true, 1 << 20, 1 << 20, SOON),
                CookieJar.none(),
                Kernel.shared(),
                executor);
        try {
            return agent.get(uri, SOON).reply().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        } finally {
            agent.close();
        }
    }

    private Throwable failure(TlsTrust trust, URI uri) {
        try {
            throw new AssertionError(get(trust, uri));
        } catch (Throwable failure) {
            return failure;
        }
    }

    @Test
    void without_verification_any_certificate_and_host_name_will_do() throws Throwable {
        secure.onRequest(request -> Reply.json("[]"));
        URI otherName = URI.create("https://127.0.0.1:" + url.getPort() + "/");
        assertThat(get(TlsTrust.STANDARD.unverified(), otherName).status()).isEqualTo(200);
        assertThat(failure(TlsTrust.STANDARD, url)).isInstanceOf(ConnectionException.class);
    }

    @Test
    void a_pin_alone_decides_when_verification_is_off() throws Throwable {
        secure.onRequest(request -> Reply.json("[]"));
        TlsTrust right = TlsTrust.STANDARD.unverified().pins("00".repeat(32), fingerprint());
        assertThat(get(right, url).status()).isEqualTo(200);
        TlsTrust wrong = TlsTrust.STANDARD.unverified().pins("00".repeat(32));
        assertThat(failure(wrong, url))
                .isInstanceOf(ConnectionException.class)
                .hasMessageStartingWith("No secure connection to localhost:")
                .hasMessageContaining("certificatePin: the server's certificate has the SHA-256 fingerprint "
                        + fingerprint() + " (expected: 00:00:")
                .satisfies(failure -> assertThat(
                                ((ConnectionException) failure).details().fatal())
                        .isTrue());
    }

    @Test
    void the_right_pin_does_not_replace_the_usual_verification() throws Throwable {
        assertThat(failure(TlsTrust.STANDARD.pins(fingerprint()), url))
                .isInstanceOf(ConnectionException.class)
                .hasMessageStartingWith("No secure connection to localhost:")
                .hasMessageNotContaining("certificatePin");
    }

    @Test
    void a_supplied_context_is_renewed_with_the_next_connection() throws Throwable {
        secure.onRequest(request -> Reply.json("[]").header("Connection", "close"));
        AtomicReference<SSLContext> current =
                new AtomicReference<>(TestTls.create("localhost").clientContext());
        TlsTrust trust = TlsTrust.STANDARD.context(current::get);
        assertThat(failure(trust, url)).hasMessageStartingWith("No secure connection to localhost:");
        current.set(tls.clientContext());
        assertThat(get(trust, url).status()).isEqualTo(200);
    }

    @Test
    void a_supplier_that_throws_fails_the_connection() {
        AtomicReference<SSLContext> current = new AtomicReference<>(tls.clientContext());
        TlsTrust trust = TlsTrust.STANDARD.context(() -> {
            SSLContext context = current.get();
            if (context == null) {
                throw new IllegalStateException("no certificate today");
            }
            return context;
        });
        HttpAgent agent = new HttpAgent(
                provider().open(new WireSettings(SOON, trust.context(), null, null, null, executor)),
                new HttpSettings(Headers.empty(), null, true, 1 << 20, 1 << 20, SOON),
                CookieJar.none(),
                Kernel.shared(),
                executor);
        current.set(null);
        assertThat(agent.get(url, SOON).reply())
                .failsWithin(SOON)
                .withThrowableThat()
                .withMessageContaining("no certificate today");
        agent.close();
    }
}
