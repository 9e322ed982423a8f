package dev.halley.blackbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rules of both protocols in our own words, from {@code conformance/rules.txt}. */
final class RuleBook {
    private static final String NOT_FOLLOWED = "not followed: ";
    private static final String NO_WIRE = "no wire: ";

    /**
     * One rule.
     *
     * @param chapter the protocol
     * @param section what part of it; empty where the chapter has none
     * @param source who asks for it
     * @param note why it is not followed, or why no wire is needed to show it; empty for the others
     */
    record Rule(String id, String chapter, String section, String source, String text, String note) {
        Optional<String> whyNotFollowed() {
            return after(NOT_FOLLOWED);
        }

        Optional<String> whyWithoutWire() {
            return after(NO_WIRE);
        }

        private Optional<String> after(String head) {
            return note.startsWith(head) ? Optional.of(note.substring(head.length())) : Optional.empty();
        }
    }

    private RuleBook() {}

    static List<Rule> read() {
        List<Rule> rules = new ArrayList<>();
        String chapter = "";
        String section = "";
        for (String line : Pages.read("blackbox/src/test/resources/conformance/rules.txt")
                .lines()
                .toList()) {
            if (line.startsWith("== ")) {
                section = line.substring(3);
            } else if (line.startsWith("= ")) {
                chapter = line.substring(2);
                section = "";
            } else if (!line.isBlank()) {
                rules.add(rule(chapter, section, line));
            }
        }
        return rules;
    }

    private static Rule rule(String chapter, String section, String line) {
        String[] parts = line.split(" \\| ", -1);
        boolean noted = parts.length == 4 && (parts[3].startsWith(NOT_FOLLOWED) || parts[3].startsWith(NO_WIRE));
        if (parts.length != 3 && !noted) {
            throw new IllegalArgumentException(
                    "rule: " + line + " (expected: id | source | text, then | not followed: or | no wire: at most)");
        }
        return new Rule(parts[0], chapter, section, parts[1], parts[2], noted ? parts[3] : "");
    }

    /** The ids of those that are followed. */
    static SortedSet<String> followed() {
        return read().stream()
                .filter(rule -> rule.whyNotFollowed().isEmpty())
                .map(rule -> Objects.requireNonNull(rule.id()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
