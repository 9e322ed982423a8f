package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cli.server.EmbeddedServer;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own shows: signals, pipes, the locale, a server that is killed. */
@Timeout(180)
@DisabledOnOs(OS.WINDOWS)
class HalleyProcessIT {
    private static final int MANY = 10_000;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void a_signal_ends_sub_in_order_with_0(String signal) throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(0, false);
                HalleyProcess sub =
                        HalleyProcess.start("bayeux", "sub", server.url().toString(), "/a")) {
            sub.awaitErr("subscribed /a");
            sub.signal(signal);
            assertThat(sub.exitCode()).isZero();
            assertThat(server.sessions()).as("told the server").isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void a_signal_ends_serve_with_0(String signal) throws Exception {
        try (HalleyProcess serve = HalleyProcess.start("serve")) {
            serve.awaitOut(1);
            serve.signal(signal);
            assertThat(serve.exitCode()).isZero();
            assertThat(serve.ended().err()).isEmpty();
        }
    }

    @Test
    void a_signal_ends_pub_after_what_was_sent_is_confirmed() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(0, false);
                HalleyProcess pub =
                        HalleyProcess.start("bayeux", "pub", server.url().toString(), "/a", "-")) {
            pub.type("1\n2\n".getBytes(StandardCharsets.UTF_8));
            pub.awaitOut(2);
            pub.signal("TERM");
            assertThat(pub.exitCode()).isZero();
            assertThat(server.sessions()).isZero();
        }
    }

    @Test
    void a_signal_while_connecting_ends_at_once() throws Exception {
        try (dev.halley.testkit.ScriptedServer server = dev.halley.testkit.ScriptedServer.start()) {
            server.onRequest(request -> dev.halley.testkit.Reply.hang());
            try (HalleyProcess sub =
                    HalleyProcess.start("bayeux", "sub", server.http("/cometd").toString(), "/a")) {
                server.takeRequest(java.time.Duration.ofSeconds(60));
                sub.signal("TERM");
                assertThat(sub.exitCode()).isZero();
            }
        }
    }

    @Test
    void a_closed_pipe_ends_sub_quietly() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(0, false);
                HalleyProcess sub = HalleyProcess.start(
                        Map.of(), false, "bayeux", "sub", server.url().toString(), "/a")) {
            sub.awaitErr("subscribed /a");
            sub.closeOut();
            assertThat(RunningCommand.run("", "bayeux", "pub", server.url().toString(), "/a", "1")
                            .exitCode())
                    .isZero();
            assertThat(sub.exitCode()).isZero();
            assertThat(sub.ended().err()).noneMatch(line -> line.startsWith("halley:"));
        }
    }

    @Test
    void streams_are_utf_8_whatever_the_locale() throws Exception {
        Map<String, String> locale = Map.of("LC_ALL", "C", "LANG", "C");
        try (EmbeddedServer server = EmbeddedServer.start(0, false);
                HalleyProcess sub = HalleyProcess.start(
                        locale,
                        true,
                        "bayeux",
                        "sub",
                        "--count",
                        "1",
                        server.url().toString(),
                        "/a");
                HalleyProcess pub = HalleyProcess.start(
                        locale, true, "bayeux", "pub", server.url().toString(), "/a", "-")) {
            sub.awaitErr("subscribed /a");
            pub.type("\"Grüße 🙂 日本\"\n\"ü\n".getBytes(StandardCharsets.UTF_8));
            pub.stdin().close();
            assertThat(pub.exitCode()).isEqualTo(1);
            assertThat(pub.ended().err()).anyMatch(line -> line.contains("line 2") && line.contains("ü"));
            assertThat(sub.exitCode()).isZero();
            assertThat(sub.ended().out()).singleElement().asString().contains("\"Grüße 🙂 日本\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void ten_thousand_messages_arrive_once_each_and_in_order(String transport) throws Exception {
        try (HalleyProcess serve = HalleyProcess.start("serve")) {
            serve.awaitOut(1);
            String url = serve.out().get(0).substring("bayeux ".length());
            try (HalleyProcess sub = HalleyProcess.start(
                            "bayeux", "sub", "--transport", transport, "--count", "" + MANY, url, "/load");
                    HalleyProcess pub =
                            HalleyProcess.start("bayeux", "pub", "--transport", transport, url, "/load", "-")) {
                sub.awaitErr("subscribed /load");
                try (OutputStream stdin = pub.stdin()) {
                    for (int i = 1; i <= MANY; i++) {
                        stdin.write(("{\"n\":" + i + "}\n").getBytes(StandardCharsets.UTF_8));
                    }
                }
                assertThat(pub.exitCode()).isZero();
                assertThat(pub.ended().out()).hasSize(MANY);
                assertThat(sub.exitCode()).isZero();
                assertThat(numbers(sub.ended().out())).isEqualTo(upTo(MANY));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void sub_receives_again_by_itself_after_the_server_was_killed_and_started_again(String transport) throws Exception {
        String url;
        HalleyProcess first = HalleyProcess.start("serve");
        try (first) {
            first.awaitOut(1);
            url = first.out().get(0).substring("bayeux ".length());
            try (HalleyProcess sub =
                    HalleyProcess.start("bayeux", "sub", "--transport", transport, "--count", "2", url, "/a")) {
                sub.awaitErr("subscribed /a");
                assertThat(RunningCommand.run("", "bayeux", "pub", url, "/a", "1")
                                .exitCode())
                        .isZero();
                sub.awaitOut(1);
                first.signal("KILL");
                first.ended();
                String port = url.replaceAll(".*:(\\d+)/.*", "$1");
                try (HalleyProcess second = HalleyProcess.start("serve", "--bayeux-port", port)) {
                    second.awaitOut(1);
                    sub.awaitErr("subscribed /a", 2);
                    assertThat(RunningCommand.run("", "bayeux", "pub", url, "/a", "2")
                                    .exitCode())
                            .isZero();
                    assertThat(sub.exitCode()).isZero();
                    assertThat(sub.ended().err())
                            .anyMatch(line -> line.startsWith("reconnecting"))
                            .anyMatch(line -> line.startsWith("gap in /a"));
                }
            }
        }
    }

    @Test
    void the_demo_succeeds_as_a_process() throws Exception {
        try (HalleyProcess demo = HalleyProcess.start("demo")) {
            assertThat(demo.ended().err()).isEmpty();
            assertThat(demo.exitCode()).isZero();
        }
    }

    private static List<Integer> numbers(List<String> lines) {
        Pattern number = Pattern.compile("\"data\":\\{\"n\":(\\d+)}");
        List<Integer> numbers = new ArrayList<>();
        for (String line : lines) {
            Matcher found = number.matcher(line);
            assertThat(found.find()).as(line).isTrue();
            numbers.add(Integer.valueOf(found.group(1)));
        }
        return numbers;
    }

    private static List<Integer> upTo(int last) {
        return java.util.stream.IntStream.rangeClosed(1, last).boxed().toList();
    }
}
