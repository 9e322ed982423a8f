package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cli.server.EmbeddedServer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.ext.AcknowledgedMessagesExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sub, pub and call against a real CometD server. */
@Timeout(120)
class BayeuxCommandsTest {
    private final AtomicReference<BayeuxServer> cometd = new AtomicReference<>();
    private EmbeddedServer server;
    private String url;

    @BeforeEach
    void serve() throws Exception {
        server = EmbeddedServer.start(new EmbeddedServer.Settings(0, false, cometd::set));
        url = server.url().toString();
    }

    @AfterEach
    void end() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void sub_prints_what_pub_sends_one_line_each_in_order_and_ends_at_its_count(String transport) throws Exception {
        int count = 500;
        try (RunningCommand sub =
                RunningCommand.start("bayeux", "sub", "--transport", transport, "--count", "" + count, url, "/chat")) {
            sub.console().awaitErr("subscribed /chat");
            RunningCommand pub =
                    RunningCommand.run(lines(count + 5), "bayeux", "pub", "--transport", transport, url, "/chat", "-");

            assertThat(pub.exitCode()).isZero();
            assertThat(pub.out())
                    .hasSize(count + 5)
                    .allSatisfy(line -> assertThat(line)
                            .contains("\"successful\":true")
                            .contains("\"channel\":\"/chat\"")
                            .doesNotContain("clientId"));
            assertThat(pub.err()).isEmpty();

            assertThat(sub.exitCode()).isZero();
            assertThat(sub.out()).hasSize(count);
            for (int i = 1; i <= count; i++) {
                assertThat(sub.out().get(i - 1))
                        .contains("\"channel\":\"/chat\"")
                        .contains("{\"n\":" + i + "}")
                        .doesNotContain("clientId");
            }
            assertThat(sub.err()).contains("connected over " + transport);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void sub_says_what_the_server_can_not_do(String transport) throws Exception {
        RunningCommand plain = RunningCommand.run(
                "", "bayeux", "sub", "--transport", transport, "--ack", "--replay", "-2", "--for", "1s", url, "/a");
        assertThat(plain.err())
                .containsOnlyOnce("the server has no acknowledge extension, so --ack changes nothing")
                .containsOnlyOnce("the server does not replay, so --replay and --positions change nothing");
        cometd.get().addExtension(new AcknowledgedMessagesExtension());
        RunningCommand acknowledging =
                RunningCommand.run("", "bayeux", "sub", "--transport", transport, "--ack", "--for", "1s", url, "/a");
        assertThat(acknowledging.err()).doesNotContain("changes nothing");
    }

    @Test
    void sub_takes_several_channels_and_patterns() throws Exception {
        try (RunningCommand sub = RunningCommand.start("bayeux", "sub", "--count", "2", url, "/a", "/b/*", "/a")) {
            sub.console().awaitErr("subscribed /a");
            sub.console().awaitErr("subscribed /b/*");
            assertThat(RunningCommand.run("", "bayeux", "pub", url, "/b/x", "\"ü\"")
                            .exitCode())
                    .isZero();
            assertThat(RunningCommand.run("", "bayeux", "pub", url, "/a", "-1").exitCode())
                    .isZero();
            assertThat(sub.exitCode()).isZero();
            assertThat(sub.out().get(0)).contains("\"/b/x\"", "\"ü\"");
            assertThat(sub.out().get(1)).contains("\"/a\"", "\"data\":-1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void call_prints_the_answer(String transport) throws Exception {
        RunningCommand call = RunningCommand.run(
                "", "bayeux", "call", "--transport", transport, url, "/service/echo", "{\"q\":\"wie geht’s\"}");
        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).singleElement().asString().contains("{\"q\":\"wie geht’s\"}");
        assertThat(RunningCommand.run("", "bayeux", "call", url, "/service/echo", "-1")
                        .out())
                .singleElement()
                .asString()
                .contains("\"data\":-1");
    }

    @Test
    void call_without_answer_times_out_with_5() throws Exception {
        RunningCommand call =
                RunningCommand.run("", "bayeux", "call", "--timeout", "200ms", url, "/service/nobody", "1");
        assertThat(call.exitCode()).isEqualTo(5);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).startsWith("halley: ").contains("(try: ");
    }

    @Test
    void for_elapsed_is_0_and_5_when_the_count_was_not_reached() throws Exception {
        assertThat(RunningCommand.run("", "bayeux", "sub", "--for", "1s", url, "/a")
                        .exitCode())
                .isZero();
        RunningCommand counted = RunningCommand.run("", "bayeux", "sub", "--for", "1s", "--count", "3", url, "/a");
        assertThat(counted.exitCode()).isEqualTo(5);
        assertThat(counted.err()).contains("0 of 3 messages within 1 s");
    }

    @Test
    void a_stop_closes_the_session_at_the_server_and_is_0() throws Exception {
        try (RunningCommand sub = RunningCommand.start("bayeux", "sub", url, "/a")) {
            sub.console().awaitErr("subscribed /a");
            assertThat(server.sessions()).isEqualTo(1);
            sub.stop();
            assertThat(sub.exitCode()).isZero();
            assertThat(server.sessions()).isZero();
            assertThat(sub.err()).doesNotContain("halley:");
        }
    }

    @Test
    void a_closed_pipe_ends_quietly() throws Exception {
        try (RunningCommand sub = RunningCommand.start("bayeux", "sub", url, "/a")) {
            sub.console().awaitErr("subscribed /a");
            sub.console().closeOut();
            assertThat(RunningCommand.run("", "bayeux", "pub", url, "/a", "1").exitCode())
                    .isZero();
            assertThat(sub.exitCode()).isZero();
            assertThat(sub.err()).doesNotContain("halley:");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void sub_receives_again_by_itself_after_the_server_was_gone(String transport) throws Exception {
        try (RunningCommand sub =
                RunningCommand.start("bayeux", "sub", "--transport", transport, "--count", "1", url, "/a")) {
            sub.console().awaitErr("subscribed /a");
            server.drop();
            sub.console().awaitErrStart("retrying in ");
            server.restart();
            sub.console().awaitErrStart("gap in /a: ");
            assertThat(sub.console().err().stream().filter("subscribed /a"::equals))
                    .hasSize(2);
            assertThat(RunningCommand.run("", "bayeux", "pub", url, "/a", "1").exitCode())
                    .isZero();
            assertThat(sub.exitCode()).isZero();
            assertThat(sub.err()).contains("reconnecting");
        }
    }

    @Test
    void an_outage_that_lasts_too_long_ends_sub_with_5() throws Exception {
        try (RunningCommand sub = RunningCommand.start("bayeux", "sub", "--connection-timeout", "300ms", url, "/a")) {
            sub.console().awaitErr("subscribed /a");
            server.drop();
            assertThat(sub.exitCode()).isEqualTo(5);
            assertThat(sub.err()).contains("(try: ");
        }
    }

    @Test
    void pub_waits_for_the_connection_before_the_next_line() throws Exception {
        try (RunningCommand pub = RunningCommand.start("bayeux", "pub", url, "/a", "-")) {
            pub.type("1");
            pub.console().awaitOut(1);
            server.drop();
            pub.console().awaitErrStart("reconnecting");
            pub.type("2");
            pub.type("3");
            server.restart();
            pub.console().awaitOut(3);
            pub.endOfInput();
            assertThat(pub.exitCode()).isZero();
            assertThat(pub.out()).hasSize(3);
        }
    }

    @Test
    void pub_gives_up_on_an_outage_with_5_and_says_what_was_not_sent() throws Exception {
        try (RunningCommand pub =
                RunningCommand.start("bayeux", "pub", "--connection-timeout", "300ms", url, "/a", "-")) {
            pub.type("1");
            pub.console().awaitOut(1);
            server.drop();
            pub.console().awaitErrStart("reconnecting");
            pub.type("2");
            assertThat(pub.exitCode()).isEqualTo(5);
            assertThat(pub.err())
                    .contains("line 2 and all after it were not sent")
                    .contains("No connection for 300 ms");
        }
    }

    @Test
    void pub_reports_bad_lines_by_number_and_goes_on() throws Exception {
        RunningCommand pub = RunningCommand.run("1\nhello\n\n3\n", "bayeux", "pub", url, "/a", "-");
        assertThat(pub.exitCode()).isEqualTo(1);
        assertThat(pub.out()).hasSize(2);
        assertThat(pub.err()).contains("halley: line 2 not JSON: ");
    }

    @Test
    void an_end_by_the_server_is_1() throws Exception {
        try (RunningCommand sub = RunningCommand.start("bayeux", "sub", url, "/a")) {
            sub.console().awaitErr("subscribed /a");
            cometd.get().getSessions().forEach(ServerSession::disconnect);
            assertThat(sub.exitCode()).isEqualTo(1);
            assertThat(sub.err()).contains("halley: ").contains("(try: ");
        }
    }

    private static String lines(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "{\"n\":" + i + "}")
                .collect(Collectors.joining("\n"));
    }
}
