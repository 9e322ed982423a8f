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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The rules of Bayeux, P01 to P74: each has a test that carries its id, and is named where the code obeys it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EveryRuleHasATest {
    private static final int RULES = 74;

    private static final List<String> MODULES = List.of("core", "bayeux");

    /** Rules without a test, and why. */
    private static final Map<String, String> OPEN = Map.of();

    private static final Pattern TEST =
            Pattern.compile("@(?:Test|ParameterizedTest)\\b.*?\\bvoid\\s+(\\w+)\\(", Pattern.DOTALL);

    /** The name of a test begins with the ids of its rules. */
    private static final Pattern ID = Pattern.compile("\\G[pP](\\d{2})_");

    /** What stands behind two slashes, or between a slash with a star and a star with a slash. */
    private static final Pattern COMMENT = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    /** One id, or a range of them such as P21–P31. */
    private static final Pattern MENTION = Pattern.compile("\\bP(\\d{2})(?:[-–]P?(\\d{2}))?\\b");

    @Test
    void each_rule_has_a_test_that_carries_its_id() {
        SortedSet<String> tested = collect("src/test/java", EveryRuleHasATest::testedIn);

        SortedSet<String> without = new TreeSet<>(all());
        without.removeAll(tested);
        assertThat(without).as("rules without a test").isEqualTo(new TreeSet<>(OPEN.keySet()));
        assertThat(tested).as("ids of tests that no rule has").isSubsetOf(all());
    }

    @Test
    void each_rule_is_named_where_the_code_obeys_it() {
        SortedSet<String> named = collect("src/main/java", EveryRuleHasATest::namedIn);

        SortedSet<String> without = new TreeSet<>(all());
        without.removeAll(named);
        without.removeAll(OPEN.keySet());
        assertThat(without).as("rules that no comment names").isEmpty();
        assertThat(named).as("ids that no rule has").isSubsetOf(all());
    }

    @Test
    void a_test_is_recognised_by_its_name_and_annotation() {
        String source = """
            @ParameterizedTest
            @CsvSource({"a,{1}", "b"})
            void p07_P08_does_this(String x) {}

            @Test
            void p09_does_that() {}

            void p10_helps() {}
            """;
        assertThat(testedIn(source)).containsExactly("P07", "P08", "P09");
        assertThat(namedIn("int p; // P13, P21–P23\n/** (P41) */ String s = \"P55\";"))
                .containsExactly("P13", "P21", "P22", "P23", "P41");
    }

    private static SortedSet<String> all() {
        return ids(1, RULES);
    }

    private static SortedSet<String> ids(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj("P%02d"::formatted)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static SortedSet<String> testedIn(String source) {
        SortedSet<String> ids = new TreeSet<>();
        Matcher tests = TEST.matcher(source);
        while (tests.find()) {
            ID.matcher(tests.group(1)).results().forEach(id -> ids.add("P" + id.group(1)));
        }
        return ids;
    }

    private static SortedSet<String> namedIn(String source) {
        SortedSet<String> ids = new TreeSet<>();
        COMMENT.matcher(source)
                .results()
                .flatMap(comment -> MENTION.matcher(comment.group()).results())
                .forEach(mention -> {
                    int first = Integer.parseInt(mention.group(1));
                    String last = mention.group(2);
                    ids.addAll(ids(first, last == null ? first : Integer.parseInt(last)));
                });
        return ids;
    }

    private static SortedSet<String> collect(String folder, Function<String, SortedSet<String>> found) {
        SortedSet<String> all = new TreeSet<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Pages.ROOT.resolve(module).resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> all.addAll(found.apply(Pages.read(file))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }
}
