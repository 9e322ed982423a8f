package dev.halley.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.halley.benchmarks.server.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectsTest {
    @ParameterizedTest
    @CsvSource({
        "socketio, bare-socket, false, false",
        "socketio, halley-jdk, false, false",
        "socketio, halley-jdk-map, false, false",
        "socketio, halley-netty, false, false",
        "socketio, halley-netty, false, true",
        "socketio, halley-jdk, true, false",
        "socketio, halley-jdk, false, true",
        "socketio, socket.io-client-java, false, false",
        "socketio, socket.io-client-java, true, false",
        "socketio, socket.io-client-java, false, true",
        "bayeux, bare-socket, false, false",
        "bayeux, halley-jdk, false, false",
        "bayeux, halley-jdk-ext, false, false",
        "bayeux, halley-netty, false, false",
        "bayeux, halley-netty, false, true",
        "bayeux, halley-jdk, false, true",
        "bayeux, cometd-java, false, false",
        "bayeux, cometd-java, false, true",
    })
    void each_subject_receives_every_message_of_a_flood(String protocol, String client, boolean binary, boolean polling)
            throws Exception {
        Settings settings = settings(protocol, client, "binary=" + binary, "polling=" + polling);
        try (Bench bench = new FloodBench(Factories.of(settings), settings)) {
            bench.open();

            assertThat(bench.round(1000, 0)).containsKeys("rate", "cpu", "allocated");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "socketio, halley-jdk",
        "socketio, socket.io-client-java",
        "bayeux, halley-jdk",
        "bayeux, cometd-java",
    })
    void each_subject_times_its_calls_at_a_given_load(String protocol, String client) throws Exception {
        Settings settings = settings(protocol, client, "window=1");
        try (Bench bench = new CallBench(Factories.of(settings), settings)) {
            bench.open();

            assertThat(bench.round(50, 0)).containsKeys("rate", "p50");
            assertThat(bench.round(50, 1000)).containsOnlyKeys("p50", "p99", "p999");
        }
    }

    @ParameterizedTest
    @CsvSource({"socketio, halley-jdk", "socketio, socket.io-client-java"})
    void the_server_gets_all_that_was_emitted(String protocol, String client) throws Exception {
        Settings settings = settings(protocol, client);
        try (Bench bench = new EmitBench(Factories.of(settings), settings)) {
            bench.open();

            assertThat(bench.round(500, 0)).containsKey("rate");
        }
    }

    @Test
    void a_round_fails_in_which_a_message_was_lost() throws Exception {
        Settings settings = settings("socketio", "halley-jdk");
        Client.Factory lossy = receiver -> {
            int[] seen = new int[1];
            return Factories.of(settings).open((number, length) -> {
                if (seen[0]++ != 500) {
                    receiver.message(number, length);
                }
            });
        };
        try (Bench bench = new FloodBench(lossy, settings)) {
            bench.open();

            assertThatIllegalStateException()
                    .isThrownBy(() -> bench.round(1000, 0))
                    .withMessage("message 500: number 501, length 100 (expected: 500, 100)");
        }
    }

    private static Settings settings(String protocol, String client, String... more) throws Exception {
        List<String> words = new ArrayList<>(
                List.of("protocol=" + protocol, "client=" + client, "size=100", "port=" + TestServer.port()));
        words.addAll(List.of(more));
        return Settings.of(words.toArray(String[]::new));
    }
}
