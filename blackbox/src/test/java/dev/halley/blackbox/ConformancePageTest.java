package dev.halley.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.blackbox.RuleBook.Rule;
import dev.halley.blackbox.RuleTests.RuleTest;
import dev.halley.blackbox.RuleTests.Wires;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** {@code docs/conformance.md} is what rules, tests and comments say, and no rule lacks what it needs. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConformancePageTest {

    private static final String PAGE = "docs/conformance.md";

    @Test
    void the_page_says_what_the_tests_and_the_code_say() throws IOException {
        String text = ConformancePage.text();
        if ("conformance".equals(System.getProperty("halley.write"))) {
            Files.writeString(Pages.ROOT.resolve(PAGE), text);
        }
        assertThat(Pages.read(PAGE))
                .as("%s; -Dhalley.write=conformance with this test writes it anew", PAGE)
                .isEqualTo(text);
    }

    @Test
    void a_rule_that_is_followed_has_a_test_over_both_wires_unless_it_says_why_not() {
        Map<String, SortedSet<RuleTest>> tests = RuleTests.all();
        SortedSet<String> without = new TreeSet<>();
        SortedSet<String> excused = new TreeSet<>();
        for (Rule rule : RuleBook.read()) {
            boolean wired = tests.getOrDefault(rule.id(), Collections.emptySortedSet()).stream()
                    .anyMatch(test -> test.wires() == Wires.BOTH);
            if (rule.whyWithoutWire().isPresent()) {
                excused.add(rule.id());
                assertThat(wired)
                        .as("%s says why there is no test over a wire, but there is one", rule.id())
                        .isFalse();
            } else if (!wired && rule.whyNotFollowed().isEmpty()) {
                without.add(rule.id());
            }
        }
        assertThat(without).as("rules without a test over both wires").isEmpty();
        assertThat(excused.size()).as("rules that need no wire: the exception").isLessThan(8);
    }

    @Test
    void every_rule_is_in_the_book_once_and_one_that_is_not_followed_has_no_test() {
        assertThat(RuleBook.read()).extracting(Rule::id).doesNotHaveDuplicates();
        assertThat(RuleBook.followed()).isEqualTo(EveryRuleHasATest.rules());
        assertThat(RuleBook.read())
                .filteredOn(rule -> rule.whyNotFollowed().isPresent())
                .extracting(Rule::id)
                .isNotEmpty()
                .noneMatch(RuleTests.all()::containsKey);
    }

    @Test
    void the_place_of_a_comment_is_the_member_around_it_or_below() {
        assertThat(RuleCode.all().get("P21")).anySatisfy(place -> {
            assertThat(place.name()).isEqualTo("ConnectLoop.advised");
            assertThat(place.words()).isEqualTo("advice may come with any message");
        });
        assertThat(RuleCode.all().get("P07"))
                .singleElement()
                .satisfies(place -> assertThat(place.name()).isEqualTo("Opening.refused"));
    }
}
