package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cli.server.EmbeddedServer;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line itself: what needs no connection. */
@Timeout(60)
class HalleyTest {
    private final TestConsole console = new TestConsole();
    private final Stop stop = new Stop();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-h",
                "bayeux --help",
                "bayeux sub --help",
                "bayeux pub --help",
                "bayeux call --help",
                "serve --help",
                "demo --help"
            })
    void every_command_explains_itself_on_stdout(String line) {
        assertThat(run(line.split(" "))).isZero();
        assertThat(console.out().get(0)).startsWith("Usage: halley");
        assertThat(console.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--help bayeux", "--verbose --help", ""})
    void the_root_tells_all_its_commands(String line) {
        run(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(String.join("\n", console.out()) + console.errText())
                .contains("bayeux", "socketio", "probe", "serve", "demo", "completion");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bayeux --help", "bayeux --help sub"})
    void a_group_tells_all_its_commands(String line) {
        run(line.split(" "));
        assertThat(String.join("\n", console.out())).contains("  sub ", "  pub ", "  call ");
    }

    @Test
    void completion_knows_every_command() {
        assertThat(run("completion")).isZero();
        assertThat(String.join("\n", console.out()))
                .contains("_bayeux_sub", "_bayeux_pub", "_bayeux_call", "_socketio_listen", "_socketio_emit")
                .contains("_probe", "_serve", "_demo", "_completion");
    }

    @Test
    void says_its_version() {
        assertThat(run("--version")).isZero();
        assertThat(console.out()).singleElement().asString().startsWith("halley ");
    }

    @Test
    void a_missing_command_is_a_usage_error_that_names_the_commands() {
        usage(List.of("bayeux", "serve", "demo"));
        usage(List.of("sub", "pub", "call"), "bayeux");
    }

    @Test
    void an_unknown_option_is_named() {
        usage(List.of("unknown option '--cuont'"), "bayeux", "sub", "--cuont", "1", "http://h/c", "/a");
        usage(
                List.of("unknown option '--transprt'"),
                "bayeux",
                "pub",
                "--transprt",
                "websocket",
                "http://h/c",
                "/a",
                "1");
        usage(List.of("unknown option '--transprt'"), "bayeux", "pub", "http://h/c", "/a", "1", "--transprt");
        usage(List.of("unknown option '--x'"), "bayeux", "call", "http://h/c", "/service/a", "--x");
    }

    @Test
    void bad_values_are_usage_errors_that_say_what_is_expected() {
        usage(List.of("URL"), "bayeux", "sub");
        usage(List.of("CHANNEL"), "bayeux", "sub", "http://h/c");
        usage(List.of("websocket or long-polling"), "bayeux", "sub", "--transport", "ws", "http://h/c", "/a");
        usage(List.of("'Name: value'"), "bayeux", "sub", "--header", "secret", "http://h/c", "/a");
        usage(List.of("500ms, 10s or 2m"), "bayeux", "sub", "--for", "10", "http://h/c", "/a");
        usage(List.of("10s, or none"), "bayeux", "sub", "--connection-timeout", "x", "http://h/c", "/a");
        usage(List.of("1 or more"), "bayeux", "sub", "--count", "0", "http://h/c", "/a");
        usage(List.of("--count"), "bayeux", "sub", "--count", "many", "http://h/c", "/a");
        usage(List.of("0 to 65535"), "serve", "--bayeux-port", "70000");
        usage(List.of("--socketio-port: -1 (expected: 0 to 65535)"), "serve", "--socketio-port=-1");
    }

    @Test
    void a_header_without_colon_is_not_repeated_for_it_may_be_a_secret() {
        run("bayeux", "sub", "--header", "Bearer abc", "http://h/c", "/a");
        assertThat(console.errText()).doesNotContain("abc");
    }

    @Test
    void data_that_is_not_json_gets_a_hint_on_quoting() {
        usage(List.of("DATA is not JSON", "single quotes"), "bayeux", "pub", "http://127.0.0.1:1/c", "/a", "hello");
        usage(List.of("DATA is not JSON"), "bayeux", "call", "http://127.0.0.1:1/c", "/service/a", "{a:1}");
    }

    @Test
    void channels_are_checked_before_connecting() {
        usage(List.of("channel: 'chat'"), "bayeux", "sub", "http://127.0.0.1:1/c", "chat");
        usage(List.of("channel: '/a/*'"), "bayeux", "pub", "http://127.0.0.1:1/c", "/a/*", "1");
        usage(List.of("below /service/"), "bayeux", "call", "http://127.0.0.1:1/c", "/chat", "1");
    }

    @Test
    void serve_says_where_it_listens_and_ends_when_stopped() throws Exception {
        ExecutorService runner = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> end = runner.submit(() -> run("serve", "--http-only"));
            console.awaitOut(2);
            assertThat(console.out().get(0)).matches("bayeux http://127\\.0\\.0\\.1:\\d+/cometd");
            assertThat(console.out().get(1)).matches("socketio http://127\\.0\\.0\\.1:\\d+");
            stop.request();
            assertThat(end.get(20, TimeUnit.SECONDS)).isZero();
        } finally {
            runner.shutdownNow();
        }
    }

    @Test
    void serve_says_when_the_port_is_taken() throws Exception {
        try (EmbeddedServer other = EmbeddedServer.start(0, true)) {
            String port = String.valueOf(other.url().getPort());
            assertThat(run("serve", "--bayeux-port", port)).isEqualTo(1);
            assertThat(run("serve", "--socketio-port", port)).isEqualTo(1);
            assertThat(console.err()).hasSize(2).allMatch(line -> line.contains("port " + port));
        }
    }

    private int run(String... args) {
        return Halley.run(console.console(), stop, args);
    }

    private void usage(List<String> words, String... args) {
        TestConsole own = new TestConsole();
        assertThat(Halley.run(own.console(), stop, args))
                .as(String.join(" ", args))
                .isEqualTo(2);
        assertThat(own.err())
                .as(String.join(" ", args))
                .singleElement()
                .asString()
                .contains(words)
                .contains("(try: ");
        assertThat(own.out()).isEmpty();
    }
}
