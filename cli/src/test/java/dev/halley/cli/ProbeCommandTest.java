package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cli.server.EmbeddedServer;
import dev.halley.cli.server.EmbeddedSocketIo;
import dev.halley.internal.json.JsonValues;
import dev.halley.testkit.Reply;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.cometd.server.ext.AcknowledgedMessagesExtension;
import org.cometd.server.ext.TimesyncExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** probe against a real CometD server, and against what is none. */
@Timeout(120)
class ProbeCommandTest {
    @Test
    void a_server_is_shown_as_a_table() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(new EmbeddedServer.Settings(0, false, bayeux -> {
            bayeux.addExtension(new AcknowledgedMessagesExtension());
            bayeux.addExtension(new TimesyncExtension());
        }))) {
            RunningCommand probe = RunningCommand.run("", "probe", server.url().toString());
            assertThat(probe.exitCode()).isZero();
            assertThat(probe.err()).isEmpty();
            assertThat(probe.out())
                    .anyMatch(line -> line.matches("url +" + server.url()))
                    .anyMatch(line -> line.matches("protocol +Bayeux 1\\.0"))
                    .anyMatch(
                            line -> line.matches("websocket +works \\(handshake [0-9.]+ ms, round trip [0-9.]+ ms\\)"))
                    .anyMatch(line ->
                            line.matches("long-polling +works \\(handshake [0-9.]+ ms, round trip [0-9.]+ ms\\)"))
                    .anyMatch(line ->
                            line.startsWith("offered") && line.contains("websocket, ") && line.contains("long-polling"))
                    .anyMatch(line -> line.startsWith("advice")
                            && line.contains("reconnect retry")
                            && line.contains("timeout 20000"))
                    .anyMatch(line -> line.matches("extensions +ack yes, replay no, timesync yes"));
        }
    }

    @Test
    void one_object_of_json_says_the_same() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(new EmbeddedServer.Settings(0, true, bayeux -> {}))) {
            RunningCommand probe =
                    RunningCommand.run("", "probe", "--json", server.url().toString());
            assertThat(probe.exitCode()).isZero();
            assertThat(probe.out()).hasSize(1);
            Map<?, ?> report = (Map<?, ?>) JsonValues.parse(probe.out().get(0));
            assertThat(report.get("version")).isEqualTo("1.0");
            assertThat(report.get("extensions")).isEqualTo(Map.of("ack", false, "replay", false, "timesync", false));
            List<?> transports = (List<?>) report.get("transports");
            Map<?, ?> first = (Map<?, ?>) transports.get(0);
            assertThat(first.get("name")).isEqualTo("websocket");
            assertThat(first.get("works")).isEqualTo(false);
            assertThat(first.get("error")).asString().contains("Unknown Bayeux Transport");
            Map<?, ?> second = (Map<?, ?>) transports.get(1);
            assertThat(second.get("name")).isEqualTo("long-polling");
            assertThat(second.get("works")).isEqualTo(true);
        }
    }

    @Test
    void a_socket_io_server_is_shown_with_its_version_and_heartbeat() throws Exception {
        try (EmbeddedSocketIo server = EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT)) {
            for (String path : List.of("", "/", "/socket.io/")) {
                RunningCommand probe = RunningCommand.run("", "probe", server.url() + path);
                assertThat(probe.exitCode()).as(probe.err()).isZero();
                assertThat(probe.err()).isEmpty();
                assertThat(probe.out())
                        .anyMatch(line -> line.matches("protocol +Engine\\.IO 4 \\(Socket\\.IO 3 and 4\\)"))
                        .anyMatch(line -> line.matches("polling +works \\(handshake [0-9.]+ ms\\)"))
                        .anyMatch(line -> line.matches("websocket +works \\(handshake [0-9.]+ ms\\)"))
                        .anyMatch(line -> line.matches("upgrades +websocket"))
                        .anyMatch(line -> line.matches("heartbeat +each 25 s, given up after 20 s"));
            }
            RunningCommand json =
                    RunningCommand.run("", "probe", "--json", server.url().toString());
            Map<?, ?> report = (Map<?, ?>) JsonValues.parse(json.out().get(0));
            assertThat(report.get("engineio")).isEqualTo(4);
            assertThat(report.get("pingIntervalMillis")).isEqualTo(25_000);
        }
    }

    @Test
    void a_server_of_version_3_alone_is_shown_as_such_over_each_transport() throws Exception {
        try (SocketIoTestServer server =
                SocketIoTestServer.builder().versions(3).start()) {
            RunningCommand probe = RunningCommand.run("", "probe", server.url());
            assertThat(probe.exitCode()).as(probe.err()).isZero();
            assertThat(probe.err()).isEmpty();
            assertThat(probe.out())
                    .anyMatch(line -> line.matches("protocol +Engine\\.IO 3 \\(Socket\\.IO 1 and 2\\)"))
                    .anyMatch(line -> line.matches("polling +works \\(handshake [0-9.]+ ms\\)"))
                    .anyMatch(line -> line.matches("websocket +works \\(handshake [0-9.]+ ms\\)"))
                    .anyMatch(line -> line.matches("upgrades +websocket"))
                    .anyMatch(line -> line.matches("max payload +not said"));
            for (String transport : List.of("polling", "websocket")) {
                RunningCommand json = RunningCommand.run(
                        "",
                        "probe",
                        "--json",
                        "--transport=" + (transport.equals("polling") ? "long-polling" : transport),
                        server.url());
                assertThat(json.exitCode()).as(json.err()).isZero();
                Map<?, ?> report = (Map<?, ?>) JsonValues.parse(json.out().get(0));
                assertThat(report.get("engineio")).as(transport).isEqualTo(3);
                assertThat((List<?>) report.get("transports"))
                        .singleElement()
                        .satisfies(
                                way -> assertThat(((Map<?, ?>) way).get("name")).isEqualTo(transport));
            }
        }
    }

    @Test
    void a_server_without_a_path_that_speaks_neither_is_told_what_it_was_asked_for() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(new EmbeddedServer.Settings(0, true, bayeux -> {}))) {
            RunningCommand probe =
                    RunningCommand.run("", "probe", server.url().resolve("/").toString());
            assertThat(probe.exitCode()).isEqualTo(3);
            assertThat(probe.out()).anyMatch(line -> line.matches("protocol +no Engine.IO server answered"));
        }
    }

    @Test
    void a_page_is_no_bayeux_server() throws Exception {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.onRequest(request -> Reply.text("<html>hello</html>").header("Content-Type", "text/html"));
            RunningCommand probe =
                    RunningCommand.run("", "probe", server.http("/cometd").toString());
            assertThat(probe.exitCode()).isEqualTo(3);
            assertThat(probe.out()).anyMatch(line -> line.matches("protocol +no Bayeux server answered"));
            assertThat(probe.err()).contains("HTML");
        }
    }

    @Test
    void nobody_there_is_told() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        RunningCommand probe = RunningCommand.run("", "probe", "http://127.0.0.1:" + port + "/cometd");
        assertThat(probe.exitCode()).isEqualTo(3);
        assertThat(probe.err()).contains("127.0.0.1:" + port);
    }

    @Test
    void completion_is_a_script_that_knows_the_commands() throws Exception {
        RunningCommand completion = RunningCommand.run("", "completion");
        assertThat(completion.exitCode()).isZero();
        assertThat(String.join("\n", completion.out()))
                .contains("halley")
                .contains("probe")
                .contains("--auth-command");
    }
}
