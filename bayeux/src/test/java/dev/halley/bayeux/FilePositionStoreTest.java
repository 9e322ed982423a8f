package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilePositionStoreTest {
    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("positions");
    }

    private OptionalLong load(String channel) throws IOException {
        try (FilePositionStore store = FilePositionStore.open(file())) {
            return store.load(channel);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_was_stored_last_is_there_after_it_was_opened_again(boolean sync) throws IOException {
        try (FilePositionStore store = FilePositionStore.open(file(), sync)) {
            assertThat(store.load("/a")).isEmpty();
            store.store("/a", 1);
            store.store("/b?x='a \"b\" ü'", -2);
            store.store("/a", 7_000_000_000L);
            assertThat(store.load("/a")).hasValue(7_000_000_000L);
        }
        assertThat(load("/a")).hasValue(7_000_000_000L);
        assertThat(load("/b?x='a \"b\" ü'")).hasValue(-2);
    }

    @Test
    void a_file_cut_at_any_byte_is_read_up_to_its_last_whole_line_and_goes_on() throws IOException {
        try (FilePositionStore store = FilePositionStore.open(file())) {
            for (int i = 1; i <= 5; i++) {
                store.store("/channel", i);
            }
        }
        byte[] whole = Files.readAllBytes(file());
        for (int cut = 0; cut <= whole.length; cut++) {
            byte[] left = Arrays.copyOf(whole, cut);
            Files.write(file(), left);
            long lines = new String(left, StandardCharsets.UTF_8)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            try (FilePositionStore store = FilePositionStore.open(file())) {
                assertThat(store.load("/channel"))
                        .as("cut at " + cut)
                        .isEqualTo(lines == 0 ? OptionalLong.empty() : OptionalLong.of(lines));
                store.store("/channel", 100 + cut);
            }
            assertThat(load("/channel")).as("goes on after " + cut).hasValue(100 + cut);
        }
    }

    @Test
    void a_line_that_was_garbled_at_any_byte_is_passed_over() throws IOException {
        try (FilePositionStore store = FilePositionStore.open(file())) {
            store.store("/a", 1);
            store.store("/b", 22);
            store.store("/c", 3);
        }
        byte[] whole = Files.readAllBytes(file());
        int start = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;
        int end = new String(whole, StandardCharsets.UTF_8).indexOf('\n', start);
        for (int i = start; i < end; i++) {
            byte[] garbled = whole.clone();
            garbled[i] ^= 1;
            Files.write(file(), garbled);
            try (FilePositionStore store = FilePositionStore.open(file())) {
                assertThat(store.load("/a")).hasValue(1);
                assertThat(store.load("/b")).as("byte " + i).isEmpty();
                assertThat(store.load("/c")).hasValue(3);
            }
        }
    }

    @Test
    void the_file_stays_short_however_often_positions_are_stored() throws IOException {
        try (FilePositionStore store = FilePositionStore.open(file())) {
            for (int i = 1; i <= 25_000; i++) {
                store.store("/a", i);
            }
        }
        try (Stream<String> lines = Files.lines(file())) {
            assertThat(lines.count()).isLessThan(10_100);
        }
        assertThat(load("/a")).hasValue(25_000);
    }

    @Test
    void what_a_kill_left_of_a_shorter_file_is_no_matter() throws IOException {
        try (FilePositionStore store = FilePositionStore.open(file())) {
            store.store("/a", 1);
        }
        Files.writeString(directory.resolve("positions.new"), "half of a li");
        assertThat(load("/a")).hasValue(1);
    }

    @Test
    void a_second_store_on_the_same_file_is_refused_until_the_first_is_closed() throws IOException {
        try (FilePositionStore first = FilePositionStore.open(file())) {
            assertThatThrownBy(() -> FilePositionStore.open(file()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("file: positions is in use by another store (expected: one at a time)");
            first.store("/a", 5);
            first.close();
            assertThatThrownBy(() -> first.store("/a", 6)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(load("/a")).hasValue(5);
    }

    /** Another process: says whether it could open the store. */
    public static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            try (FilePositionStore store = FilePositionStore.open(Path.of(arguments[0]))) {
                System.out.print("opened " + store.load("/a"));
            } catch (IllegalStateException inUse) {
                System.out.print("refused");
            }
        }
    }

    private String other() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void a_refused_second_store_does_not_open_the_file_to_other_processes() throws Exception {
        try (FilePositionStore first = FilePositionStore.open(file())) {
            first.store("/a", 5);
            Path sameFile =
                    directory.resolve("..").resolve(directory.getFileName()).resolve("positions");
            assertThatThrownBy(() -> FilePositionStore.open(sameFile)).isInstanceOf(IllegalStateException.class);
            assertThat(other()).isEqualTo("refused");
        }
        assertThat(other()).isEqualTo("opened OptionalLong[5]");
    }

    @Test
    void a_directory_that_is_not_there_fails_at_once() {
        assertThatThrownBy(() -> FilePositionStore.open(directory.resolve("none/positions")))
                .isInstanceOf(IOException.class);
    }
}
