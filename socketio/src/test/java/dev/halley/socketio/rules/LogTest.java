package dev.halley.socketio.rules;

import static dev.halley.socketio.rules.Rules.SOON;
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
}
