package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ConnectionException;
import dev.halley.ConnectionException.Details;
import dev.halley.OperationTimeoutException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PublishPipelineTest {
    private final TestConsole console = new TestConsole();
    private final ScriptedTarget target = new ScriptedTarget();
    private final ExecutorService runner = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        runner.shutdownNow();
    }

    @Test
    void replies_come_out_in_the_order_of_the_lines_whatever_order_they_come_in() throws Exception {
        List<CompletableFuture<BayeuxMessage>> replies = new CopyOnWriteArrayList<>();
        target.behaviour = (json, attempt) -> {
            CompletableFuture<BayeuxMessage> reply = new CompletableFuture<>();
            replies.add(reply);
            if (replies.size() == 3) {
                replies.get(2).complete(reply("3"));
                replies.get(1).complete(reply("2"));
                replies.get(0).complete(reply("1"));
            }
            return reply;
        };
        assertThat(run("1\n2\n3\n")).isZero();
        assertThat(console.out()).containsExactly(shown("1"), shown("2"), shown("3"));
    }

    @Test
    void many_lines_are_in_flight_but_not_any_number() throws Exception {
        List<CompletableFuture<BayeuxMessage>> open = new ArrayList<>();
        int[] most = {0};
        target.behaviour = (json, attempt) -> {
            CompletableFuture<BayeuxMessage> reply = new CompletableFuture<>();
            synchronized (open) {
                open.add(reply);
                most[0] = Math.max(most[0], open.size());
                if (open.size() == 256 || json.equals("1000")) {
                    open.forEach(each -> each.complete(reply("x")));
                    open.clear();
                }
            }
            return reply;
        };
        assertThat(run(lines(1000))).isZero();
        assertThat(most[0]).isEqualTo(256);
        assertThat(target.published).containsExactlyElementsOf(numbers(1000));
    }

    @Test
    void what_was_not_sent_is_sent_again_in_order_when_connected() throws Exception {
        target.behaviour = (json, attempt) -> {
            if (attempt == 1 && Integer.parseInt(json) >= 3) {
                return CompletableFuture.failedFuture(new ConnectionException("not connected", Details.NONE, null));
            }
            return CompletableFuture.completedFuture(reply(json));
        };
        assertThat(run(lines(6))).isZero();
        assertThat(console.out())
                .containsExactlyElementsOf(
                        numbers(6).stream().map(PublishPipelineTest::shown).toList());
        assertThat(console.err()).isEmpty();
    }

    @Test
    void a_line_that_was_overtaken_is_reported_and_not_sent_late() throws Exception {
        CompletableFuture<BayeuxMessage> first = new CompletableFuture<>();
        target.behaviour = (json, attempt) -> {
            if (json.equals("1")) {
                return first;
            }
            first.completeExceptionally(new ConnectionException("not connected", Details.NONE, null));
            return CompletableFuture.completedFuture(reply(json));
        };
        assertThat(run("1\n2\n")).isEqualTo(1);
        assertThat(target.published).containsExactly("1", "2");
        assertThat(console.errText())
                .contains("line 1 not sent: the connection was lost, and a later line has gone out");
    }

    @Test
    void a_bad_line_is_reported_by_number_and_the_rest_goes_on() throws Exception {
        assertThat(run("1\n{oops\n3\n")).isEqualTo(1);
        assertThat(target.published).containsExactly("1", "3");
        assertThat(console.errText()).contains("halley: line 2 not JSON: ");
    }

    @Test
    void a_refused_line_shows_reply_and_reason_and_the_rest_goes_on() throws Exception {
        target.behaviour = (json, attempt) -> json.equals("2")
                ? CompletableFuture.failedFuture(
                        new BayeuxRefusedException("403 denied", 403, List.of(), "denied", reply("no"), null))
                : CompletableFuture.completedFuture(reply(json));
        assertThat(run("1\n2\n3\n")).isEqualTo(1);
        assertThat(console.out()).containsExactly(shown("1"), shown("no"), shown("3"));
        assertThat(console.errText()).contains("halley: line 2 refused: 403 denied (try: ");
    }

    @Test
    void an_unconfirmed_line_is_reported_and_never_sent_again() throws Exception {
        target.behaviour = (json, attempt) -> json.equals("2")
                ? CompletableFuture.failedFuture(new UnconfirmedException("the connection died", Details.NONE, null))
                : CompletableFuture.completedFuture(reply(json));
        assertThat(run("1\n2\n3\n")).isEqualTo(1);
        assertThat(target.published).containsExactly("1", "2", "3");
        assertThat(console.errText()).contains("line 2 unconfirmed: the connection died");
    }

    @Test
    void waits_for_the_connection_before_the_next_line() throws Exception {
        target.connected = false;
        PublishPipeline pipeline = pipeline("1\n2\n", null);
        Future<Integer> end = runner.submit(pipeline::run);
        target.awaitAsked();
        assertThat(target.published).isEmpty();
        target.connected = true;
        pipeline.wake();
        assertThat(end.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(target.published).containsExactly("1", "2");
    }

    @Test
    void an_outage_that_lasts_too_long_ends_it_and_says_from_where_on() {
        target.connected = false;
        assertThatThrownBy(() -> pipeline("1\n2\n", Duration.ofMillis(20)).run())
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("No connection for 20 ms");
        assertThat(console.err()).containsExactly("halley: line 1 and all after it were not sent");
    }

    @Test
    void the_end_of_the_client_is_told_with_its_reason() throws Exception {
        target.behaviour = (json, attempt) ->
                CompletableFuture.failedFuture(new UnconfirmedException("the connection died", Details.NONE, null));
        PublishPipeline pipeline = pipeline("1\n", null);
        pipeline.ended(new dev.halley.ClosedException("the server said goodbye", null));
        assertThatThrownBy(pipeline::run).hasMessage("the server said goodbye");
    }

    @Test
    void a_stop_sends_nothing_more_and_reports_the_rest() throws Exception {
        PublishPipeline pipeline = pipeline("1\n", null);
        pipeline.stop();
        assertThat(pipeline.run()).isIn(0, 1);
        assertThat(target.published).isEmpty();
    }

    private int run(String stdin) throws InterruptedException {
        return pipeline(stdin, Duration.ofSeconds(10)).run();
    }

    private PublishPipeline pipeline(String stdin, Duration patience) {
        InputLines lines = InputLines.read(new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)));
        PublishPipeline pipeline = new PublishPipeline(target, lines, console.console(), patience);
        lines.start(pipeline::wake);
        return pipeline;
    }

    private static List<String> numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(String::valueOf).toList();
    }

    private static String lines(int last) {
        return numbers(last).stream().collect(Collectors.joining("\n"));
    }

    private static String shown(String id) {
        return "{\"id\":\"" + id + "\"}";
    }

    private static BayeuxMessage reply(String id) {
        return (BayeuxMessage) Proxy.newProxyInstance(
                PublishPipelineTest.class.getClassLoader(),
                new Class<?>[] {BayeuxMessage.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "json" -> shown(id);
                    case "channel" -> "/chat";
                    default -> null;
                });
    }

    /** Answers by a script; confirms everything by default. */
    private static final class ScriptedTarget implements PublishPipeline.Target {
        private final List<String> published = new CopyOnWriteArrayList<>();
        private final java.util.concurrent.Semaphore asked = new java.util.concurrent.Semaphore(0);
        private volatile boolean connected = true;
        private volatile BiFunction<String, Integer, CompletableFuture<BayeuxMessage>> behaviour =
                (json, attempt) -> CompletableFuture.completedFuture(reply(json));

        @Override
        public boolean isConnected() {
            asked.release();
            return connected;
        }

        @Override
        public CompletableFuture<BayeuxMessage> publish(String json) {
            published.add(json);
            int attempt = (int) published.stream().filter(json::equals).count();
            return behaviour.apply(json, attempt);
        }

        void awaitAsked() throws InterruptedException {
            assertThat(asked.tryAcquire(1, 20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
