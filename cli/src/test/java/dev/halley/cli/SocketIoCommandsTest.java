package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cli.server.EmbeddedSocketIo;
import io.socket.socketio.server.SocketIoServer;
import io.socket.socketio.server.SocketIoSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code listen} and {@code emit} with the embedded server, which here sends everything on to everybody. */
@Timeout(60)
class SocketIoCommandsTest {
    private static final String BYTES = "{\"$binary\":\"AQID\"}";

    /** Whether who connects is sent away at once. */
    private volatile boolean closed;

    private EmbeddedSocketIo server;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT.withCustomizer(this::relay));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void relay(SocketIoServer server) {
        for (String name : List.of("/", "/chat")) {
            server.namespace(name).on("connection", args -> {
                SocketIoSocket socket = (SocketIoSocket) args[0];
                for (String event : List.of("news", "weather")) {
                    socket.on(event, values -> socket.broadcast((String) null, event, values));
                }
                socket.on("leave", values -> socket.disconnect(true));
                if (closed) {
                    // not the connection as well: the Java server closes it before it has written what tells of it
                    socket.disconnect(false);
                }
            });
        }
    }

    private String url() {
        return server.url().toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--transport=polling", "--transport=websocket", "--eio=3"})
    void listen_prints_what_emit_sent(String option) throws Exception {
        List<String> listen = new ArrayList<>(List.of("socketio", "listen", url(), "--count", "2"));
        if (!option.isEmpty()) {
            listen.add(option);
        }
        try (RunningCommand listening = RunningCommand.start(listen.toArray(String[]::new))) {
            listening.console().awaitErr("connected /");
            RunningCommand emitted = RunningCommand.run(
                    "", "socketio", "emit", url(), "news", "\"hé\"", "{\"a\":[" + BYTES + "]}", "-1");
            assertThat(emitted.exitCode()).as(emitted.err()).isZero();
            assertThat(emitted.out()).isEmpty();
            assertThat(emitted.err()).isEmpty();
            assertThat(RunningCommand.run("", "socketio", "emit", url(), "news").exitCode())
                    .isZero();
            assertThat(listening.exitCode()).isZero();
            assertThat(listening.out())
                    .containsExactly(
                            "{\"namespace\":\"/\",\"event\":\"news\",\"args\":[\"hé\",{\"a\":[" + BYTES + "]},-1]}",
                            "{\"namespace\":\"/\",\"event\":\"news\",\"args\":[]}");
            assertThat(listening.err()).isEqualTo("connected /");
        }
    }

    @Test
    void listen_joins_the_namespaces_and_prints_the_events_that_were_named() throws Exception {
        try (RunningCommand listening = RunningCommand.start(
                "socketio",
                "listen",
                url(),
                "--namespace",
                "/chat",
                "--namespace",
                "/",
                "--event",
                "news",
                "--count",
                "2")) {
            listening.console().awaitErr("connected /");
            listening.console().awaitErr("connected /chat");
            for (String event : List.of("weather", "news")) {
                for (String namespace : List.of("chat", "/")) {
                    assertThat(RunningCommand.run("", "socketio", "emit", url(), event, "1", "--namespace", namespace)
                                    .exitCode())
                            .isZero();
                }
            }
            assertThat(listening.exitCode()).isZero();
            assertThat(listening.out())
                    .containsExactly(
                            "{\"namespace\":\"/chat\",\"event\":\"news\",\"args\":[1]}",
                            "{\"namespace\":\"/\",\"event\":\"news\",\"args\":[1]}");
        }
    }

    @Test
    void listen_goes_on_after_the_server_was_gone_and_came_back() throws Exception {
        try (RunningCommand listening = RunningCommand.start("socketio", "listen", url(), "--count", "1")) {
            listening.console().awaitErr("connected /");
            server.drop();
            listening.console().awaitErrStart("reconnecting");
            server.restart();
            listening.console().awaitErrStart("connected over");
            assertThat(RunningCommand.run("", "socketio", "emit", url(), "news", "7")
                            .exitCode())
                    .isZero();
            assertThat(listening.exitCode()).isZero();
            assertThat(listening.out()).containsExactly("{\"namespace\":\"/\",\"event\":\"news\",\"args\":[7]}");
        }
    }

    @Test
    void listen_ends_with_5_when_too_few_came_and_with_0_when_only_the_time_was_said() throws Exception {
        RunningCommand few = RunningCommand.run("", "socketio", "listen", url(), "--count", "1", "--for", "300ms");
        assertThat(few.exitCode()).isEqualTo(5);
        assertThat(few.err()).contains("0 of 1 events within 300 ms");
        assertThat(RunningCommand.run("", "socketio", "listen", url(), "--for", "300ms")
                        .exitCode())
                .isZero();
    }

    @Test
    void listen_ends_with_1_when_the_server_ends_the_connection() throws Exception {
        closed = true;
        try (RunningCommand listening = RunningCommand.start("socketio", "listen", url())) {
            assertThat(listening.exitCode()).isEqualTo(1);
            assertThat(listening.console().err())
                    .containsExactly(
                            "connected /",
                            "disconnected /: io server disconnect",
                            "halley: the server ended the connection (try: running the command again)");
        }
    }

    @Test
    void emit_ends_with_1_when_the_server_ends_the_connection_before_it_acknowledged() throws Exception {
        RunningCommand emit = RunningCommand.run("", "socketio", "emit", url(), "leave", "--ack");
        assertThat(emit.exitCode()).as(emit.err()).isEqualTo(1);
    }

    @Test
    void emit_prints_acknowledgements_in_the_order_of_its_lines_and_reports_bad_ones() throws Exception {
        RunningCommand emitted = RunningCommand.run(
                "[1," + BYTES + "]\n\n{\"no\":\"array\"}\nnot json\n[]\n[{\"$binary\":\"!\"}]\n[null]\n",
                "socketio",
                "emit",
                url(),
                "echo",
                "-",
                "--ack");
        assertThat(emitted.out()).containsExactly("[1," + BYTES + "]", "[]", "[null]");
        assertThat(emitted.err())
                .contains("halley: line 3: not an array")
                .contains("halley: line 4: not JSON")
                .contains("halley: line 6: $binary: ");
        assertThat(emitted.exitCode()).isEqualTo(1);
    }

    @Test
    void emit_says_when_no_acknowledgement_comes() throws Exception {
        RunningCommand emitted =
                RunningCommand.run("", "socketio", "emit", url(), "nobody", "--ack", "--timeout", "300ms");
        assertThat(emitted.exitCode()).as(emitted.err()).isEqualTo(5);
    }

    @Test
    void a_namespace_that_is_refused_is_said_once() throws Exception {
        for (String command : List.of("listen", "emit")) {
            List<String> args = new ArrayList<>(List.of("socketio", command, url()));
            if (command.equals("emit")) {
                args.add("news");
            }
            args.addAll(List.of("--namespace", "/nobody"));
            RunningCommand refused = RunningCommand.run("", args.toArray(String[]::new));
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.console().err())
                    .singleElement()
                    .asString()
                    .contains("/nobody")
                    .contains("Invalid namespace")
                    .contains("(try: --auth");
        }
    }

    @Test
    void nobody_listening_is_exit_code_3() throws Exception {
        String url = url();
        server.drop();
        RunningCommand listening = RunningCommand.run("", "socketio", "listen", url);
        assertThat(listening.exitCode()).as(listening.err()).isEqualTo(3);
        assertThat(listening.console().err()).hasSize(1);
    }

    @Test
    void bad_options_are_usage_errors() throws Exception {
        for (String option : List.of(
                "--auth=[1]",
                "--auth={",
                "--transport=pigeon",
                "--eio=5",
                "--parser=xml",
                "--count=0",
                "--event=connect")) {
            RunningCommand listening = RunningCommand.run("", "socketio", "listen", url(), option);
            assertThat(listening.exitCode()).as(option).isEqualTo(2);
            assertThat(listening.err()).as(option).contains("expected");
        }
        for (String argument : List.of("hello", "{\"$binary\":\"!\"}", "--nonsense")) {
            RunningCommand emitted = RunningCommand.run("", "socketio", "emit", url(), "news", argument);
            assertThat(emitted.exitCode()).as(argument).isEqualTo(2);
        }
        assertThat(RunningCommand.run("", "socketio", "listen", url() + "/chat").exitCode())
                .isEqualTo(2);
    }
}
