package dev.halley.reliability.close;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a client is: its close ends in time, takes everything along, and then nothing holds the JVM. */
@Timeout(120)
class CloseAnywhereIT {
    private static final int RUN_SECONDS = 90;
    private static final int END_SECONDS = 5;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"jdk", "netty"})
    void a_close_ends_in_time_leaves_no_thread_and_lets_the_jvm_end(String wire) throws Exception {
        Path said = directory.resolve("said");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CloseMain.class.getName(),
                        wire)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RUN_SECONDS);
            Deadlines.await(
                    "end of its main",
                    Deadlines.SOON.multipliedBy(3),
                    () -> !process.isAlive()
                            || System.nanoTime() - end > 0
                            || lines(said).contains("over"));
            boolean ended = process.waitFor(END_SECONDS, TimeUnit.SECONDS);
            List<String> lines = lines(said);

            int places = (int)
                    lines.stream().filter(line -> line.startsWith("closed ")).count();
            assertThat(lines).noneMatch(line -> line.startsWith("failed "));
            assertThat(lines).contains("sockets []", "threads []", "over");
            assertThat(places)
                    .isEqualTo(Arrays.stream(BayeuxPlace.values())
                                    .mapToInt(place -> place.types().size())
                                    .sum()
                            + Arrays.stream(SocketIoPlace.values())
                                    .mapToInt(place -> place.routes().size())
                                    .sum());
            assertThat(ended).as("whether the JVM has ended").isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError("what the process said can't be read", e);
        }
    }
}
