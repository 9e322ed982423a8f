package dev.halley.blackbox;

import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The ids of rules: {@code P21}, {@code E4-16} and so on, as comments and names of tests write them. */
final class RuleIds {
    /** The name of a test begins with the ids of its rules, {@code p21_}, {@code e4_16_} or {@code e3_01_to_e3_04_}. */
    private static final Pattern OF_TEST = Pattern.compile(
            "\\G(?:(p)|(e4|e3|s5|s4|sec)_)(\\d{2})(?:_to_(?:p|(?:e4|e3|s5|s4|sec)_)(\\d{2}))?_",
            Pattern.CASE_INSENSITIVE);

    /** One id, or a range of them such as P21–P31 or E3-01–E3-04. */
    static final Pattern MENTION =
            Pattern.compile("\\b(?:(P)|(E4|E3|S5|S4|SEC)-)(\\d{2})(?:[-–…](?:P|(?:E4|E3|S5|S4|SEC)-)?(\\d{2}))?\\b");

    private RuleIds() {}

    /** Those that the name of a test begins with. */
    static SortedSet<String> ofTest(String method) {
        SortedSet<String> ids = new TreeSet<>();
        OF_TEST.matcher(method).results().forEach(found -> ids.addAll(of(found)));
        return ids;
    }

    /** Those that a text names. */
    static SortedSet<String> named(String text) {
        SortedSet<String> ids = new TreeSet<>();
        MENTION.matcher(text).results().forEach(found -> ids.addAll(of(found)));
        return ids;
    }

    private static List<String> of(MatchResult found) {
        String prefix = found.group(1) != null ? "P" : found.group(2).toUpperCase(Locale.ROOT) + "-";
        int first = Integer.parseInt(found.group(3));
        String last = found.group(4);
        return IntStream.rangeClosed(first, last == null ? first : Integer.parseInt(last))
                .mapToObj(number -> prefix + "%02d".formatted(number))
                .toList();
    }
}
