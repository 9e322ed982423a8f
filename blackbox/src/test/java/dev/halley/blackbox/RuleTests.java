package dev.halley.blackbox;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tests that carry the ids of rules, found in the sources. */
final class RuleTests {
    private static final Pattern TEST =
            Pattern.compile("(@(?:Test|ParameterizedTest)\\b.*?)\\bvoid\\s+(\\w+)\\(", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("^(?:public |abstract |final )*class ", Pattern.MULTILINE);

    /** Test tags whose tests a module runs over the JDK's wire, and then over Netty's. */
    private static final String EACH_WIRE_TAG = "@Tag(\"wire\")";

    /** Where a test runs. */
    enum Wires {
        /** In memory, in virtual time. */
        MEMORY("in memory"),
        /** Real sockets, over the JDK's wire and over Netty's. */
        BOTH("jdk, netty"),
        /** Real sockets, over one of the wires. */
        ONE("jdk or netty");

        final String words;

        Wires(String words) {
            this.words = words;
        }
    }

    /**
     * One test.
     *
     * @param file from the root of the tree
     */
    record RuleTest(String file, String type, String method, Wires wires) {}

    private RuleTests() {}

    /** By the ids that their names begin with. */
    static SortedMap<String, SortedSet<RuleTest>> all() {
        Comparator<RuleTest> order = Comparator.comparing(RuleTest::wires)
                .thenComparing(RuleTest::type)
                .thenComparing(RuleTest::method);
        SortedMap<String, SortedSet<RuleTest>> all = new TreeMap<>();
        for (Map.Entry<String, String> file : Pages.sources("src/test/java").entrySet()) {
            for (RuleTest test : in(file.getKey(), file.getValue())) {
                for (String id : RuleIds.ofTest(test.method())) {
                    all.computeIfAbsent(id, some -> new TreeSet<>(order)).add(test);
                }
            }
        }
        return all;
    }

    /** The ids of the tests in a source, for tests of one module. */
    static SortedSet<String> idsIn(String source) {
        SortedSet<String> ids = new TreeSet<>();
        in("A.java", source).forEach(test -> ids.addAll(RuleIds.ofTest(test.method())));
        return ids;
    }

    private static List<RuleTest> in(String file, String source) {
        String type = file.substring(file.lastIndexOf('/') + 1).replace(".java", "");
        Matcher declared = CLASS.matcher(source);
        String head = declared.find() ? source.substring(0, declared.start()) : "";
        Matcher tests = TEST.matcher(source);
        return tests.results()
                .map(test -> new RuleTest(file, type, test.group(2), wires(file, head, test.group(1))))
                .toList();
    }

    private static Wires wires(String file, String ofClass, String ofMethod) {
        if (file.startsWith("interop-tests/")) {
            return ofClass.contains("@BothWires") ? Wires.BOTH : Wires.ONE;
        }
        if (Set.of("wire-jdk", "wire-netty")
                .contains(file.substring(0, file.indexOf('/') + 1).replace("/", ""))) {
            return Wires.ONE;
        }
        return ofClass.contains(EACH_WIRE_TAG) || ofMethod.contains(EACH_WIRE_TAG) ? Wires.BOTH : Wires.MEMORY;
    }
}
