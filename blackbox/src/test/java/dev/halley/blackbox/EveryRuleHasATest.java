package dev.halley.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rules of Bayeux (P01 to P74) and of Engine.IO and Socket.IO (E4, E3, S5, S4, SEC): each has a test that carries its
 * id, and is named where the code obeys it.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EveryRuleHasATest {
    /** Rules without a test, and why. */
    private static final Map<String, String> OPEN = Map.of();

    private enum Protocol {
        BAYEUX(List.of("core", "bayeux"), "P01-P74"),
        // 25 is WebTransport, 26 is JSONP: neither is there.
        ENGINE_IO(List.of("core", "engineio"), "E4-01-E4-24", "E4-27", "E3-01-E3-08"),
        SOCKET_IO(
                List.of("core", "engineio", "socketio", "parser-msgpack"),
                "S5-01-S5-24",
                "S4-01-S4-05",
                "SEC-01-SEC-06");

        private final List<String> modules;
        private final SortedSet<String> rules = new TreeSet<>();

        Protocol(List<String> modules, String... ranges) {
            this.modules = modules;
            for (String range : ranges) {
                rules.addAll(RuleIds.named(range));
            }
        }

        /** Ids of this protocol, also of rules that it does not have. */
        boolean owns(String id) {
            return rules.stream().anyMatch(rule -> prefix(rule).equals(prefix(id)));
        }

        private static String prefix(String id) {
            return id.substring(0, id.length() - 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void each_rule_has_a_test_that_carries_its_id(Protocol protocol) {
        SortedSet<String> tested = collect(protocol, "src/test/java", RuleTests::idsIn);

        SortedSet<String> without = new TreeSet<>(protocol.rules);
        without.removeAll(tested);
        SortedSet<String> open = new TreeSet<>(OPEN.keySet());
        open.retainAll(protocol.rules);
        assertThat(without).as("rules without a test").isEqualTo(open);
        assertThat(tested).as("ids of tests that no rule has").isSubsetOf(protocol.rules);
    }

    @ParameterizedTest
    @EnumSource
    void each_rule_is_named_where_the_code_obeys_it(Protocol protocol) {
        SortedSet<String> named = collect(protocol, "src/main/java", RuleCode::idsIn);

        SortedSet<String> without = new TreeSet<>(protocol.rules);
        without.removeAll(named);
        without.removeAll(OPEN.keySet());
        assertThat(without).as("rules that no comment names").isEmpty();
        assertThat(named).as("ids that no rule has").isSubsetOf(protocol.rules);
    }

    @Test
    void a_test_is_recognised_by_its_name_and_annotation() {
        String source = """
            @ParameterizedTest
            @CsvSource({"a,{1}", "b"})
            void p07_P08_does_this(String x) {}

            @Test
            void p09_does_that() {}

            @Test
            void e4_16_e3_01_to_e3_03_sec_02_does_a_third_thing() {}

            void p10_helps() {}
            """;
        assertThat(RuleTests.idsIn(source))
                .containsExactly("E3-01", "E3-02", "E3-03", "E4-16", "P07", "P08", "P09", "SEC-02");
        assertThat(RuleCode.idsIn("int p; // P13, P21–P23, E4-16\n/** (P41, S5-09–S5-11) */ String s = \"P55\";"))
                .containsExactly("E4-16", "P13", "P21", "P22", "P23", "P41", "S5-09", "S5-10", "S5-11");
    }

    /** All of them. */
    static SortedSet<String> rules() {
        SortedSet<String> all = new TreeSet<>();
        for (Protocol protocol : Protocol.values()) {
            all.addAll(protocol.rules);
        }
        return all;
    }

    private static SortedSet<String> collect(
            Protocol protocol, String folder, Function<String, SortedSet<String>> found) {
        SortedSet<String> all = new TreeSet<>();
        for (String module : protocol.modules) {
            try (Stream<Path> files = Files.walk(Pages.ROOT.resolve(module).resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> all.addAll(found.apply(Pages.read(file))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        all.removeIf(id -> !protocol.owns(id));
        return all;
    }
}
