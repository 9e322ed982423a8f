package dev.halley.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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

    private static final Pattern TEST =
            Pattern.compile("@(?:Test|ParameterizedTest)\\b.*?\\bvoid\\s+(\\w+)\\(", Pattern.DOTALL);

    /** The name of a test begins with the ids of its rules, {@code p21_}, {@code e4_16_} or {@code e3_01_to_e3_04_}. */
    private static final Pattern ID = Pattern.compile(
            "\\G(?:(p)|(e4|e3|s5|s4|sec)_)(\\d{2})(?:_to_(?:p|(?:e4|e3|s5|s4|sec)_)(\\d{2}))?_",
            Pattern.CASE_INSENSITIVE);

    /** What stands behind two slashes, or between a slash with a star and a star with a slash. */
    private static final Pattern COMMENT = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    /** One id, or a range of them such as P21–P31 or E3-01–E3-04. */
    private static final Pattern MENTION =
            Pattern.compile("\\b(?:(P)|(E4|E3|S5|S4|SEC)-)(\\d{2})(?:[-–…](?:P|(?:E4|E3|S5|S4|SEC)-)?(\\d{2}))?\\b");

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
                MENTION.matcher(range).results().forEach(found -> rules.addAll(ids(found)));
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
        SortedSet<String> tested = collect(protocol, "src/test/java", EveryRuleHasATest::testedIn);

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
        SortedSet<String> named = collect(protocol, "src/main/java", EveryRuleHasATest::namedIn);

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
        assertThat(testedIn(source)).containsExactly("E3-01", "E3-02", "E3-03", "E4-16", "P07", "P08", "P09", "SEC-02");
        assertThat(namedIn("int p; // P13, P21–P23, E4-16\n/** (P41, S5-09–S5-11) */ String s = \"P55\";"))
                .containsExactly("E4-16", "P13", "P21", "P22", "P23", "P41", "S5-09", "S5-10", "S5-11");
    }

    private static SortedSet<String> testedIn(String source) {
        SortedSet<String> ids = new TreeSet<>();
        Matcher tests = TEST.matcher(source);
        while (tests.find()) {
            ID.matcher(tests.group(1)).results().forEach(id -> ids.addAll(ids(id)));
        }
        return ids;
    }

    private static SortedSet<String> namedIn(String source) {
        SortedSet<String> ids = new TreeSet<>();
        COMMENT.matcher(source)
                .results()
                .flatMap(comment -> MENTION.matcher(comment.group()).results())
                .forEach(mention -> ids.addAll(ids(mention)));
        return ids;
    }

    /** The ids that a match of {@link #ID} or {@link #MENTION} stands for. */
    private static List<String> ids(MatchResult found) {
        String prefix = found.group(1) != null ? "P" : found.group(2).toUpperCase(Locale.ROOT) + "-";
        int first = Integer.parseInt(found.group(3));
        String last = found.group(4);
        return IntStream.rangeClosed(first, last == null ? first : Integer.parseInt(last))
                .mapToObj(number -> prefix + "%02d".formatted(number))
                .toList();
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
