package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client's log goes where its builder says. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LoggingTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private SessionHarness session(ConnectionType type, UnaryOperator<BayeuxClientBuilder> log) {
        SessionHarness server = new SessionHarness(
                type, builder -> log.apply(builder.transports(type).name("ticker")));
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer(
                "{\"channel\":\"/a\",\"data\":\"hello\"}",
                "{\"channel\":\"/nobody\",\"id\":\"99\",\"successful\":true}",
                "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        return server;
    }

    @ParameterizedTest
    @EnumSource
    void a_print_stream_gets_events_and_changes_of_state_with_time_level_and_name(ConnectionType type) {
        session(type, builder -> builder.logTo(out));
        assertThat(lines())
                .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z [A-Z]+ ticker: .+"))
                .anyMatch(line -> line.contains("DEBUG ticker: StateChanged[from=CONNECTING, to=CONNECTED"))
                .anyMatch(line -> line.contains("DEBUG ticker: a reply for nobody: "))
                .noneMatch(line -> line.contains("hello"));
    }

    @Test
    void the_level_chooses_what_a_print_stream_gets() {
        session(ConnectionType.WEBSOCKET, builder -> builder.logTo(out, Level.WARNING));
        assertThat(lines()).isEmpty();
        session(ConnectionType.WEBSOCKET, builder -> builder.logTo(out, Level.TRACE));
        assertThat(lines()).anyMatch(line -> line.contains("TRACE ticker: < {\"channel\":\"/a\",\"data\":\"hello\"}"));
    }

    @Test
    void log_off_writes_nothing_and_the_last_choice_counts() {
        session(
                ConnectionType.WEBSOCKET,
                builder -> builder.logTo(out, Level.ALL).logOff());
        assertThat(lines()).isEmpty();
    }

    @Test
    void two_clients_of_one_process_log_apart() {
        ByteArrayOutputStream others = new ByteArrayOutputStream();
        session(ConnectionType.WEBSOCKET, builder -> builder.logTo(out));
        session(
                ConnectionType.LONG_POLLING,
                builder -> builder.name("other").logTo(new PrintStream(others, true, StandardCharsets.UTF_8)));
        assertThat(lines()).isNotEmpty().noneMatch(line -> line.contains(" other: "));
        assertThat(others.toString(StandardCharsets.UTF_8).lines())
                .isNotEmpty()
                .allMatch(line -> line.contains(" other: "));
    }
}
