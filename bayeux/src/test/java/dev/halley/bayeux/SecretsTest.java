package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClientObserver;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a client says of itself, at whichever level, it tells no secret: each one here contains {@code s3cret}. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SecretsTest {
    private static final String URL = "http://user:s3cretPassword@127.0.0.1:8080/cometd?key=s3cretQuery";

    private static final String BASIC =
            java.util.Base64.getEncoder().encodeToString("user:s3cretPassword".getBytes(StandardCharsets.UTF_8));

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final List<String> said = new ArrayList<>();

    private SessionHarness server(ConnectionType type) {
        PrintStream out = new PrintStream(log, true, StandardCharsets.UTF_8);
        return new SessionHarness(type, URL, builder -> {
            builder.transports(type)
                    .header("Authorization", "Bearer s3cretHeader")
                    .header("X-Session", "s3cretCustom")
                    .headers(uri -> CompletableFuture.completedFuture(Map.of("X-Api-Key", "s3cretProvided")))
                    .cookie("LOGIN", "s3cretCookie")
                    .handshakeField("password", "s3cretField")
                    .handshakeExt("authentication", Map.of("user", "s3cretUser", "token", "s3cretToken"))
                    .proxy(ProxySelector.of(null))
                    .proxyCredentials("user", "s3cretProxy")
                    .logTo(out, Level.ALL)
                    .wireTap(traffic -> said.add("tap " + traffic))
                    .observer(new ClientObserver() {
                        @Override
                        public void onEvent(ClientEvent event) {
                            said.add("event " + event);
                        }

                        @Override
                        public void onExchange(ClientObserver.Exchange exchange) {
                            said.add("exchange " + exchange);
                        }

                        @Override
                        public void onOperation(String operation, String scope, Duration took, Throwable failure) {
                            tell(failure);
                        }
                    });
            said.add("builder " + builder);
            return builder;
        });
    }

    private void tell(Throwable failure) {
        if (failure != null) {
            StringWriter stack = new StringWriter();
            failure.printStackTrace(new PrintWriter(stack));
            said.add("failure " + stack);
        }
    }

    private void check(SessionHarness server) {
        said.add("client " + server.client + " " + server.client.subscriptions());
        said.add("log " + log.toString(StandardCharsets.UTF_8));
        assertThat(said)
                .hasSizeGreaterThan(5)
                .allSatisfy(text -> assertThat(text).doesNotContain("s3cret").doesNotContain(BASIC));
        assertThat(said).anyMatch(text -> text.startsWith("tap ") && text.contains("***"));
    }

    @ParameterizedTest
    @EnumSource
    void P58_a_life_with_losses_and_refusals_tells_no_secret(ConnectionType type) {
        SessionHarness server = server(type);
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        server.handshake("s3cretId1abcdefghij0123456789");
        server.next("/meta/connect").confirm();
        assertThat(opening).isCompleted();
        SessionHarness.Sent held = server.next("/meta/connect");
        server.subscribe("/a");

        // the server repeats what it knows, in replies for somebody and for nobody
        held.answer(
                "{\"channel\":\"/a\",\"clientId\":\"s3cretId1abcdefghij0123456789\",\"data\":{\"n\":1,\"accessToken\":\"s3cretPayload\"}}",
                "{\"channel\":\"/nobody\",\"id\":\"77\",\"successful\":true,\"clientId\":\"s3cretId1abcdefghij0123456789\"}",
                "{\"channel\":\"/meta/subscribe\",\"id\":\"78\",\"clientId\":\"s3cretId1abcdefghij0123456789\",\"successful\":true}",
                "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"clientId\":\"s3cretId1abcdefghij0123456789\",\"successful\":true,"
                        + "\"ext\":{\"token\":\"s3cretNext\"}}");
        held = server.next("/meta/connect");
        CompletableFuture<BayeuxMessage> publish = server.client.publish("/a", Map.of("password", "s3cretSent"));
        server.next("/a")
                .answer(
                        "{\"channel\":\"/a\",\"id\":\"$id\",\"clientId\":\"s3cretId1abcdefghij0123456789\",\"successful\":false,"
                                + "\"error\":\"403:s3cretId1abcdefghij0123456789:publish denied\"}");
        tell(server.time.failure(publish));

        // the link breaks, the session is forgotten, and in the end the server wants no more
        server.breakLink(held);
        server.advance(Duration.ofSeconds(1));
        server.next("/meta/connect")
                .answer(
                        "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                                + "\"error\":\"401:s3cretId1abcdefghij0123456789:Unknown client\",\"advice\":{\"reconnect\":\"handshake\"}}");
        server.advance(Duration.ofSeconds(1));
        server.handshake("s3cretId2abcdefghij0123456789");
        assertThat(server.time.result(server.client.receive()).toString()).doesNotContain("s3cret");
        server.next()
                .answer(
                        "{\"channel\":\"/meta/disconnect\",\"clientId\":\"s3cretId2abcdefghij0123456789\",\"successful\":true}");
        server.time.advance(Duration.ofMinutes(1));
        tell(server.time.failure(server.client.receive()));
        check(server);
    }

    @Test
    void the_reason_of_a_closed_web_socket_tells_no_secret() {
        SessionHarness server = server(ConnectionType.WEBSOCKET);
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        server.handshake("s3cretId1abcdefghij0123456789");
        server.next("/meta/connect").confirm();
        assertThat(opening).isCompleted();
        server.socket().deliverClose(4000, "Bearer s3cretHeader\nhas expired");
        server.advance(Duration.ofSeconds(1));
        server.events(ClientEvent.Retrying.class).forEach(event -> tell(event.cause()));
        check(server);
        assertThat(said).anyMatch(text -> text.contains("4000 Bearer *** has expired"));
    }

    @ParameterizedTest
    @EnumSource
    void P58_P62_a_refused_open_tells_no_secret(ConnectionType type) {
        SessionHarness server = server(type);
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        String page = "{\"error\":\"no\",\"clientId\":\"s3cretId\",\"access_token\":\"s3cretBody\"}";
        dev.halley.wire.Headers headers = dev.halley.wire.Headers.of("Set-Cookie", "SID=s3cretSet; path=/");
        if (type == ConnectionType.LONG_POLLING) {
            server.wire.takeExchange().respond(401, headers, page);
        } else {
            server.wire.takeSocket().refuse(401, headers, page);
        }
        tell(server.time.failure(opening));
        said.add("events " + server.events(ClientEvent.class));
        check(server);
    }
}
