package dev.halley.blackbox;

import dev.halley.blackbox.RuleBook.Rule;
import dev.halley.blackbox.RuleCode.Place;
import dev.halley.blackbox.RuleTests.RuleTest;
import dev.halley.blackbox.RuleTests.Wires;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** Writes {@code docs/conformance.md}: the rules, their tests, and the code that obeys them. */
final class ConformancePage {
    private static final String HEAD = """
            # Conformance

            What Bayeux, Engine.IO and Socket.IO, and the servers that speak them, ask of a client; which tests show that
            Halley does it; and which code says so. This page is made from the rules, the names of the tests and the comments
            of the code, and the build compares it with them:
            `./mvnw -pl blackbox -am test -Dtest=ConformancePageTest -Dsurefire.failIfNoSpecifiedTests=false
            -Dhalley.write=conformance` writes it anew.

            The tests *in memory* run in virtual time, without a network. Those over *jdk, netty* run over sockets, once with
            each [wire](wires.md), against a scripted server that plays the other side. A *source* that is no specification is
            a server or client whose behaviour others rely on; "Halley" is a decision of ours where neither says anything.
            """;

    private ConformancePage() {}

    static String text() {
        Map<String, SortedSet<RuleTest>> tests = RuleTests.all();
        Map<String, SortedSet<Place>> code = RuleCode.all();
        List<Rule> rules = RuleBook.read();
        StringBuilder page = new StringBuilder(HEAD);
        page.append('\n').append(contents(rules, tests));
        String chapter = "";
        String section = "";
        for (Rule rule : rules) {
            if (!rule.chapter().equals(chapter)) {
                chapter = rule.chapter();
                page.append("\n## ").append(chapter).append('\n');
            }
            if (!rule.section().equals(section)) {
                section = rule.section();
                page.append(section.isEmpty() ? "" : "\n**" + section + "**\n");
            }
            page.append(rule(
                    rule,
                    tests.getOrDefault(rule.id(), Collections.emptySortedSet()),
                    code.getOrDefault(rule.id(), Collections.emptySortedSet())));
        }
        return page.toString();
    }

    private static String contents(List<Rule> rules, Map<String, SortedSet<RuleTest>> tests) {
        Map<String, List<Rule>> chapters =
                rules.stream().collect(Collectors.groupingBy(Rule::chapter, LinkedHashMap::new, Collectors.toList()));
        StringBuilder table = new StringBuilder(
                "| rules | how many | tests in memory | tests over both wires |\n| --- | --- | --- | --- |\n");
        chapters.forEach((chapter, some) -> table.append("| [%s](#%s) | %d | %d | %d |\n"
                .formatted(
                        chapter,
                        anchor(chapter),
                        some.size(),
                        count(some, tests, Wires.MEMORY),
                        count(some, tests, Wires.BOTH))));
        return table + notFollowed(rules);
    }

    private static String notFollowed(List<Rule> rules) {
        return "\nNot followed, each with its reason: "
                + rules.stream()
                        .filter(rule -> rule.whyNotFollowed().isPresent())
                        .map(rule -> "[%s](#%s)".formatted(rule.id(), anchor(rule.id())))
                        .collect(Collectors.joining(", "))
                + ". What Bayeux has for scripts in browsers alone (`callback-polling`, JSON in comments when sending) has no"
                + "\nrule here. The order of transports decides where a handshake goes, though the specification of Bayeux"
                + "\nwould have it go over long-polling ([P06](#p06)).\n";
    }

    private static long count(List<Rule> rules, Map<String, SortedSet<RuleTest>> tests, Wires wires) {
        return rules.stream()
                .flatMap(rule -> tests.getOrDefault(rule.id(), Collections.emptySortedSet()).stream())
                .filter(test -> test.wires() == wires)
                .distinct()
                .count();
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
    }

    private static String rule(Rule rule, SortedSet<RuleTest> tests, SortedSet<Place> code) {
        StringBuilder text = new StringBuilder("\n### " + rule.id() + "\n\n" + rule.text() + "\n\n");
        text.append("- source: ").append(rule.source()).append('\n');
        rule.whyNotFollowed()
                .ifPresent(why -> text.append("- not followed: ").append(why).append('\n'));
        rule.whyWithoutWire()
                .ifPresent(why -> text.append("- in memory only: ").append(why).append('\n'));
        for (Wires wires : Wires.values()) {
            List<RuleTest> some =
                    tests.stream().filter(test -> test.wires() == wires).toList();
            if (!some.isEmpty()) {
                text.append("- tests, ")
                        .append(wires.words)
                        .append(": ")
                        .append(tests(some))
                        .append('\n');
            }
        }
        if (!code.isEmpty()) {
            text.append("- code: ")
                    .append(code.stream().map(ConformancePage::place).collect(Collectors.joining("; ")))
                    .append('\n');
        }
        return text.toString();
    }

    /** Each class with its methods. */
    private static String tests(List<RuleTest> tests) {
        Map<String, List<RuleTest>> classes =
                tests.stream().collect(Collectors.groupingBy(RuleTest::file, LinkedHashMap::new, Collectors.toList()));
        return classes.entrySet().stream()
                .map(type -> "[%s](../%s) %s"
                        .formatted(
                                type.getValue().get(0).type(),
                                type.getKey(),
                                type.getValue().stream()
                                        .map(test -> "`" + test.method() + "`")
                                        .distinct()
                                        .collect(Collectors.joining(", "))))
                .collect(Collectors.joining("; "));
    }

    private static String place(Place place) {
        return "[%s](../%s)%s"
                .formatted(
                        place.name(),
                        place.file(),
                        place.words().isEmpty() ? "" : " “" + place.words().replace("<", "&lt;") + "”");
    }
}
