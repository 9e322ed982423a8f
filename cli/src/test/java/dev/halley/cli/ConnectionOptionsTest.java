package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.TestTls;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.testkit.bayeux.Dialect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, proxies, tokens, acknowledgement and positions of the commands that connect. */
@Timeout(120)
class ConnectionOptionsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private Path file(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void a_private_certificate_is_trusted_when_its_file_is_named(String transport) throws Exception {
        TestTls tls = TestTls.create("localhost");
        String pem = file("ca.pem", tls.certificatePem()).toString();
        try (BayeuxTestServer server =
                BayeuxTestServer.builder().tls(tls.serverContext()).start()) {
            String url = named(server.url());
            RunningCommand trusting = RunningCommand.run(
                    "", "bayeux", "pub", "--transport", transport, "--cacert", pem, url, "/chat", "1");
            assertThat(trusting.err()).isEmpty();
            assertThat(trusting.exitCode()).isZero();

            RunningCommand careful =
                    RunningCommand.run("", "bayeux", "pub", "--transport", transport, url, "/chat", "1");
            assertThat(careful.exitCode()).isEqualTo(3);
            assertThat(careful.err()).containsIgnoringCase("certificate");

            RunningCommand careless =
                    RunningCommand.run("", "bayeux", "pub", "--insecure", "--transport", transport, url, "/chat", "1");
            assertThat(careless.exitCode()).isZero();
        }
    }

    private static String named(String url) {
        return url.replace("127.0.0.1", "localhost");
    }

    @Test
    void a_key_and_a_certificate_of_the_client_are_read() throws Exception {
        TestTls server = TestTls.create("localhost");
        TestTls client = TestTls.create("client");
        String authorities = file("ca.pem", server.certificatePem()).toString();
        String certificate = file("client.pem", client.certificatePem()).toString();
        String key = file("key.pem", client.privateKeyPem()).toString();
        String both = file("both.pem", client.certificatePem() + client.privateKeyPem())
                .toString();
        try (BayeuxTestServer running =
                BayeuxTestServer.builder().tls(server.serverContext()).start()) {
            String url = named(running.url());
            assertThat(RunningCommand.run(
                                    "",
                                    "bayeux",
                                    "pub",
                                    "--cacert",
                                    authorities,
                                    "--cert",
                                    certificate,
                                    "--key",
                                    key,
                                    url,
                                    "/chat",
                                    "1")
                            .exitCode())
                    .isZero();
            assertThat(RunningCommand.run(
                                    "", "bayeux", "pub", "--cacert", authorities, "--cert", both, url, "/chat", "1")
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void wrong_files_are_named_with_what_was_expected() throws Exception {
        String text = file("text.pem", "hello").toString();
        String old = file("old.pem", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n")
                .toString();
        String certificate =
                file("client.pem", TestTls.create("client").certificatePem()).toString();
        wrong("--cacert: " + text + " holds no certificate", "--cacert", text);
        wrong("--cacert: can't read", "--cacert", directory.resolve("none").toString());
        wrong("holds no private key", "--cert", certificate, "--key", text);
        wrong("openssl pkcs8 -topk8", "--cert", certificate, "--key", old);
        wrong("--key without --cert", "--key", text);
        wrong("--insecure", "--insecure", "--cacert", text);
    }

    private static void wrong(String said, String... options) throws Exception {
        String[] arguments = new String[options.length + 5];
        arguments[0] = "bayeux";
        arguments[1] = "pub";
        System.arraycopy(options, 0, arguments, 2, options.length);
        arguments[options.length + 2] = "https://127.0.0.1:9/cometd";
        arguments[options.length + 3] = "/chat";
        arguments[options.length + 4] = "1";
        RunningCommand command = RunningCommand.run("", arguments);
        assertThat(command.err()).contains(said);
        assertThat(command.exitCode()).isEqualTo(2);
    }

    @Test
    void everything_goes_through_the_proxy() throws Exception {
        try (BayeuxTestServer server = BayeuxTestServer.start();
                ScriptedServer proxy = ScriptedServer.start().proxy("me", "p@ss")) {
            String through = "http://me:p%40ss@127.0.0.1:" + proxy.port();
            RunningCommand pub = RunningCommand.run(
                    "", "bayeux", "pub", "--transport", "long-polling", "--proxy", through, server.url(), "/chat", "1");
            assertThat(pub.exitCode()).isZero();
            assertThat(proxy.requests()).isNotEmpty();

            RunningCommand refused = RunningCommand.run(
                    "",
                    "bayeux",
                    "pub",
                    "--transport",
                    "long-polling",
                    "--proxy",
                    "127.0.0.1:" + proxy.port(),
                    server.url(),
                    "/chat",
                    "1");
            assertThat(refused.exitCode()).isEqualTo(4);
            assertThat(refused.err()).contains("407");
        }
    }

    @ParameterizedTest
    @CsvSource({"socks5://127.0.0.1:1, scheme 'socks5'", "http://127.0.0.1, no host or no port", "http://::, expected"})
    void a_wrong_proxy_is_told_without_its_password(String proxy, String said) throws Exception {
        wrong(said, "--proxy", proxy);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void the_token_is_asked_for_again_when_the_server_refuses_it() throws Exception {
        Path token = file("token", "t0ken-1");
        try (BayeuxTestServer server = BayeuxTestServer.start()) {
            server.acceptToken("t0ken-1");
            try (RunningCommand sub = RunningCommand.start(
                    "bayeux",
                    "sub",
                    "--transport",
                    "long-polling",
                    "--auth-command",
                    "cat " + token,
                    "--count",
                    "2",
                    server.url(),
                    "/chat")) {
                sub.console().awaitErr("subscribed /chat");
                server.publish("/chat", "1");
                sub.console().awaitOut(1);
                Files.writeString(token, "t0ken-2");
                server.revokeTokens();
                server.acceptToken("t0ken-2");
                server.awaitConnectsHeld(1, SOON);
                server.awaitSubscribed("/chat", SOON);
                while (server.requestsWith("t0ken-2") == 0) {
                    server.publish("/other", "0");
                    server.dropConnections();
                    server.take("/meta/connect", SOON);
                }
                server.awaitConnectsHeld(1, SOON);
                server.publish("/chat", "2");
                assertThat(sub.exitCode()).isZero();
                assertThat(sub.err()).doesNotContain("t0ken");
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_token_command_that_fails_is_told() throws Exception {
        try (BayeuxTestServer server = BayeuxTestServer.start()) {
            RunningCommand pub =
                    RunningCommand.run("", "bayeux", "pub", "--auth-command", "exit 7", server.url(), "/chat", "1");
            assertThat(pub.err()).contains("--auth-command ended with exit code 7");
            assertThat(pub.exitCode()).isNotZero();
        }
    }

    @Test
    void positions_let_the_next_run_go_on() throws Exception {
        String positions = directory.resolve("positions").toString();
        try (BayeuxTestServer server = BayeuxTestServer.builder().replay(true).start()) {
            for (int i = 1; i <= 5; i++) {
                server.publish("/event", "{\"n\":" + i + "}");
            }
            RunningCommand first = RunningCommand.run(
                    "",
                    "bayeux",
                    "sub",
                    "--count",
                    "3",
                    "--replay",
                    "-2",
                    "--positions",
                    positions,
                    server.url(),
                    "/event");
            assertThat(first.exitCode()).isZero();
            assertThat(first.out()).hasSize(3).last().asString().contains("\"n\":3");

            RunningCommand second = RunningCommand.run(
                    "",
                    "bayeux",
                    "sub",
                    "--count",
                    "2",
                    "--replay",
                    "-2",
                    "--positions",
                    positions,
                    server.url(),
                    "/event");
            assertThat(second.exitCode()).isZero();
            assertThat(second.out()).hasSize(2);
            assertThat(second.out().get(0)).contains("\"n\":4");
            assertThat(second.out().get(1)).contains("\"n\":5");
        }
    }

    @Test
    void salesforce_s_dialect_replays_over_long_polling() throws Exception {
        try (BayeuxTestServer server =
                BayeuxTestServer.builder().dialect(Dialect.SALESFORCE).start()) {
            server.acceptToken("t0ken");
            server.publish("/event/Order__e", "{\"payload\":{\"n\":1},\"event\":{}}");
            RunningCommand sub = RunningCommand.run(
                    "",
                    "bayeux",
                    "sub",
                    "--header",
                    "Authorization: Bearer t0ken",
                    "--count",
                    "1",
                    "--replay",
                    "-2",
                    server.url(),
                    "/event/Order__e");
            assertThat(sub.exitCode()).isZero();
            assertThat(sub.out()).hasSize(1).first().asString().contains("\"n\":1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void acknowledged_messages_are_printed_once(String transport) throws Exception {
        try (BayeuxTestServer server = BayeuxTestServer.start();
                RunningCommand sub = RunningCommand.start(
                        "bayeux", "sub", "--ack", "--transport", transport, "--count", "20", server.url(), "/chat")) {
            sub.console().awaitErr("subscribed /chat");
            for (int i = 1; i <= 20; i++) {
                server.publish("/chat", "" + i);
            }
            assertThat(sub.exitCode()).isZero();
            for (int i = 1; i <= 20; i++) {
                assertThat(sub.out().get(i - 1)).contains("\"data\":" + i + "");
            }
            assertThat(server.take("/meta/handshake", SOON).json()).contains("\"ack\":true");
        }
    }

    @Test
    void a_url_is_taken_apart_once() {
        assertThat(new NetworkOptions.ProxyConverter().convert("http://me:p%40s+s@proxy:3128"))
                .isEqualTo(new NetworkOptions.Proxy("proxy", 3128, "me", "p@s+s"))
                .asString()
                .doesNotContain("p@s");
    }
}
