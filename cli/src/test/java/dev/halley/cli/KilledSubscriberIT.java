package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.testkit.bayeux.Dialect;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A subscriber of a server of Salesforce's dialect that is killed again and again, with its positions in a file. */
@Timeout(180)
@DisabledOnOs(OS.WINDOWS)
class KilledSubscriberIT {
    private static final int KILLS = 10;
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

    @TempDir
    private Path directory;

    @Test
    void every_message_is_printed_and_few_are_printed_again() throws Exception {
        String positions = directory.resolve("positions").toString();
        AtomicInteger published = new AtomicInteger();
        ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
        Random random = new Random(20261122);
        List<Integer> printed = new ArrayList<>();
        try (BayeuxTestServer server = BayeuxTestServer.builder()
                .dialect(Dialect.SALESFORCE)
                .retention(100_000)
                .start()) {
            server.acceptToken("t0ken");
            String[] arguments = {
                "bayeux",
                "sub",
                "--header",
                "Authorization: Bearer t0ken",
                "--replay",
                "-2",
                "--positions",
                positions,
                server.url(),
                "/event/Order__e"
            };
            var unused = publisher.scheduleAtFixedRate(
                    () -> server.publish(
                            "/event/Order__e",
                            "{\"schema\":\"s\",\"payload\":{\"n\":" + published.incrementAndGet() + "},\"event\":{}}"),
                    0,
                    5,
                    TimeUnit.MILLISECONDS);
            for (int kill = 0; kill < KILLS; kill++) {
                long before = written(positions);
                int lines = 1 + random.nextInt(600);
                try (HalleyProcess sub = HalleyProcess.start(arguments)) {
                    // nothing is stored before both replies have come that may be out of order
                    sub.await(out -> out.size() >= lines && written(positions) != before);
                    sub.signal("KILL");
                    printed.addAll(numbers(sub.ended().out()));
                }
            }
            publisher.shutdown();
            assertThat(publisher.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            int last = published.get();
            try (HalleyProcess sub = HalleyProcess.start(arguments)) {
                sub.await(out -> out.stream().anyMatch(line -> line.contains("\"n\":" + last + "}")));
                sub.signal("KILL");
                printed.addAll(numbers(sub.ended().out()));
            }
            assertThat(printed.stream().distinct().sorted().toList())
                    .as("every message at least once")
                    .hasSize(last)
                    .endsWith(last);
            int repeated = printed.size() - last;
            assertThat(repeated).as("at most the one in work at each kill").isLessThanOrEqualTo(KILLS);
        } finally {
            publisher.shutdownNow();
        }
    }

    private static long written(String positions) {
        return new File(positions).length();
    }

    private static List<Integer> numbers(List<String> lines) {
        List<Integer> numbers = new ArrayList<>();
        for (String line : lines) {
            Matcher number = NUMBER.matcher(line);
            // the last line of a killed process may be cut
            if (line.endsWith("}") && number.find()) {
                numbers.add(Integer.valueOf(number.group(1)));
            }
        }
        return numbers;
    }
}
