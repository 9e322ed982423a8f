package dev.halley.socketio.rules;

import static dev.halley.socketio.rules.Rules.SOON;
import static java.lang.System.Logger.Level.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineTransport;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the logs of a client show to somebody who asks for them. */
class LogTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.substring(line.indexOf(": ") + 2))
                .toList();
    }

    @Test
    void the_engine_writes_what_it_opens_upgrades_and_closes_and_each_packet() {
        try (Rules rules = new Rules(SocketIoTestServer.builder(), options -> options.engineLogTo(out))) {
            rules.open(rules.to("/").auth(Map.of("pin", "secret-pin")));
            rules.done(rules.client.emit("text", "x", Map.of("token", "secret-token"), "y".repeat(500)));
            rules.done(rules.client.emit("bytes", new byte[] {1, 2, 3}));
            rules.server.emit("said", "line\nbreak");
            rules.time.advance(SOON);
        }

        assertThat(lines())
                .anyMatch(line -> line.startsWith("engine opens polling to http://"))
                .anyMatch(line -> line.startsWith("engine open: "))
                .contains("engine upgraded to websocket")
                .anyMatch(line -> line.startsWith("engine closed: "))
                .anyMatch(line -> line.startsWith("< open, "))
                .contains("> message, 21 character(s): 0***")
                .anyMatch(line ->
                        line.startsWith("> message, 541 character(s): 2[\"text\",\"x\",{\"token\":\"***\"},\"yyy")
                                && line.endsWith("y…")
                                && line.length() < 250)
                .contains("> message, 3 bytes")
                .contains("> ping, 5 character(s): probe", "> upgrade")
                .contains("< message, 23 character(s): 2[\"said\",\"line\\nbreak\"]");
        assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("secret");
    }

    @Test
    void a_level_leaves_the_packets_out() {
        try (Rules rules = new Rules(
                SocketIoTestServer.builder(), options -> options.engineLogTo(out, System.Logger.Level.DEBUG))) {
            rules.open(rules.to("/").transports(EngineTransport.WEBSOCKET));
        }
        assertThat(lines()).isNotEmpty().allMatch(line -> line.startsWith("engine "));
    }

    @Test
    void s4_01_credentials_that_a_server_of_socket_io_2_gets_for_no_root_are_warned_of_once() {
        try (Rules rules = new Rules(
                SocketIoTestServer.builder().versions(3).anyNamespace(), options -> options.logTo(out, WARNING))) {
            rules.open(rules.to("/", "/admin").auth(Map.of("token", "secret-token")));
            assertThat(rules.server.namespace("/admin").session().auth()).isEqualTo(Map.of("token", "secret-token"));
            rules.server.dropConnections();
            rules.time.advance(SOON);
            assertThat(rules.client.isConnected()).isTrue();
        }

        assertThat(lines().stream().filter(line -> line.startsWith("auth is not sent")))
                .containsExactly(
                        "auth is not sent for the namespace /: a server of Socket.IO 1 or 2 takes credentials of the"
                                + " root from the URL's query or from headers only");
        assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("secret");
    }

    @Test
    void nothing_is_warned_of_where_credentials_arrive_or_there_are_none_for_the_root() {
        try (Rules rules = new Rules(SocketIoTestServer.builder(), options -> options.logTo(out, WARNING))) {
            rules.open(rules.to("/").auth(Map.of("token", "t")));
        }
        try (Rules rules = new Rules(
                SocketIoTestServer.builder().versions(3).anyNamespace(), options -> options.logTo(out, WARNING))) {
            rules.open(rules.to("/").auth((Object) null));
        }
        try (Rules rules = new Rules(
                SocketIoTestServer.builder().versions(3).anyNamespace(), options -> options.logTo(out, WARNING))) {
            rules.open(rules.to("/admin").auth(Map.of("token", "t")));
        }

        assertThat(lines()).noneMatch(line -> line.contains("auth"));
    }
}
