package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.HalleyException;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.ConnectionType;
import dev.halley.interop.BothWires;
import dev.halley.testkit.Reply;
import dev.halley.testkit.TestTls;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SEC-04 and SEC-05 of the Bayeux client; that of Socket.IO has its tests in its module. */
@Timeout(60)
@BothWires
class BayeuxSecurityRulesIT {
    @ParameterizedTest
    @EnumSource
    void sec_04_a_server_that_nobody_vouches_for_is_refused_unless_told_otherwise(ConnectionType type) {
        TestTls tls = TestTls.create("localhost");
        try (BayeuxTestServer server =
                BayeuxTestServer.builder().tls(tls.serverContext()).start()) {
            assertThat(server.url()).startsWith("https://");
            assertThat(BayeuxRules.failure(
                            client(server, type, builder -> builder).open(), HalleyException.class))
                    .hasStackTraceContaining("certificate");
            assertThat(server.received()).isEmpty();
            AsyncBayeuxClient trusting = client(server, type, builder -> builder.sslContext(tls.clientContext()));
            assertThat(BayeuxRules.result(trusting.open())).isSameAs(trusting);
            BayeuxRules.result(trusting.closeAsync());
        }
    }

    @ParameterizedTest
    @EnumSource
    void sec_04_a_certificate_of_another_host_is_refused(ConnectionType type) {
        TestTls tls = TestTls.create("elsewhere.example");
        try (BayeuxTestServer server =
                BayeuxTestServer.builder().tls(tls.serverContext()).start()) {
            AsyncBayeuxClient client = client(server, type, builder -> builder.sslContext(tls.clientContext()));
            assertThat(BayeuxRules.failure(client.open(), HalleyException.class))
                    .message()
                    .isNotBlank();
            assertThat(server.received()).isEmpty();
        }
    }

    private static AsyncBayeuxClient client(
            BayeuxTestServer server, ConnectionType type, UnaryOperator<BayeuxClientBuilder> configure) {
        return configure
                .apply(BayeuxRules.builder(server.url()).transports(type))
                .buildAsync();
    }

    @Test
    void sec_05_credentials_do_not_follow_a_redirect_to_another_host() {
        try (BayeuxTestServer other = BayeuxTestServer.start();
                BayeuxRules rules = new BayeuxRules(builder -> builder.transports(ConnectionType.LONG_POLLING)
                        .header("Authorization", "Bearer secret-header")
                        .cookie("login", "secret-cookie"))) {
            String elsewhere = other.url().replace("127.0.0.1", "localhost");
            rules.server.on("/meta/handshake", Answer.http(Reply.of(307).header("Location", elsewhere)));
            // whether it goes there without them or not at all is another matter
            String outcome = BayeuxRules.result(rules.client.open().handle((open, failure) -> String.valueOf(failure)));
            assertThat(outcome).doesNotContain("secret-");
            assertThat(rules.sent("/meta/handshake").get(0).headers().first("Authorization"))
                    .contains("Bearer secret-header");
            assertThat(other.received()).allSatisfy(message -> {
                assertThat(message.headers().first("Authorization")).isEmpty();
                assertThat(message.headers().first("Cookie").orElse("")).doesNotContain("secret-cookie");
            });
        }
    }
}
