package dev.halley.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.JsonCodec;
import dev.halley.json.jackson3.Jackson3Codec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/**
 * What the published modules bring at run time, with its licences, is what docs/dependencies.md allows. The facts are those
 * of the bills of materials that the build makes.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RuntimeDependenciesIT {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| `([^`]+)` \\| ([^|]+) \\|$");
    private static final JsonCodec CODEC = Jackson3Codec.create();

    /** A line of the page. */
    private record Brought(String module, String dependency, String licence) {
        @Override
        public String toString() {
            return "| `" + module + "` | `" + dependency + "` | " + licence + " |";
        }
    }

    @Test
    void everything_that_comes_along_is_allowed() {
        TreeSet<String> allowed = ROW.matcher(Pages.read("docs/dependencies.md"))
                .results()
                .map(row -> new Brought(row.group(1), row.group(2), row.group(3)).toString())
                .collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> real = new TreeSet<>();
        for (String module : published()) {
            real.addAll(brought(module));
        }
        TreeSet<String> added = new TreeSet<>(real);
        added.removeAll(allowed);
        TreeSet<String> gone = new TreeSet<>(allowed);
        gone.removeAll(real);
        assertThat(added)
                .as("lines that docs/dependencies.md lacks: each is a decision, since users get it with Halley")
                .isEmpty();
        assertThat(gone)
                .as("lines of docs/dependencies.md that are not true any more")
                .isEmpty();
    }

    @Test
    void core_brings_nothing() {
        assertThat(brought("core")).isEmpty();
    }

    /** The modules with code that are not kept from being published. */
    private static List<String> published() {
        return MODULE.matcher(Pages.read("pom.xml"))
                .results()
                .map(found -> found.group(1))
                .filter(module -> Files.isDirectory(Pages.ROOT.resolve(module).resolve("src/main")))
                .filter(module -> !Pages.read(module + "/pom.xml").contains("<maven.deploy.skip>true"))
                .toList();
    }

    /** What a module brings by itself: what another module of Halley brings along stands there. */
    private static TreeSet<String> brought(String module) {
        Path file = Pages.ROOT.resolve(module).resolve("target/bom.json");
        assertThat(file)
                .as("the bill of materials of " + module + ", which its package phase makes")
                .exists();
        Map<?, ?> bill = (Map<?, ?>) decoded(Pages.read(file));
        Map<Object, Object> edges = new HashMap<>();
        for (Object node : (List<?>) bill.get("dependencies")) {
            edges.put(((Map<?, ?>) node).get("ref"), ((Map<?, ?>) node).get("dependsOn"));
        }
        Object root = ((Map<?, ?>) ((Map<?, ?>) bill.get("metadata")).get("component")).get("bom-ref");
        Set<Object> reached = new HashSet<>();
        Deque<Object> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            if (edges.get(open.remove()) instanceof List<?> next) {
                for (Object each : next) {
                    if (!each.toString().startsWith("pkg:maven/dev.halley/") && reached.add(each)) {
                        open.add(each);
                    }
                }
            }
        }
        TreeSet<String> brought = new TreeSet<>();
        // a module that brings nothing has no such list
        List<?> components = bill.get("components") instanceof List<?> some ? some : List.of();
        for (Object component : components) {
            Map<?, ?> fields = (Map<?, ?>) component;
            if (reached.remove(fields.get("bom-ref"))) {
                String name = fields.get("group") + ":" + fields.get("name");
                brought.add(new Brought(module, name, licence(fields)).toString());
            }
        }
        assertThat(reached)
                .as("dependencies of " + module + " that are no components")
                .isEmpty();
        return brought;
    }

    private static Object decoded(String json) {
        return CODEC.decode(json.toCharArray(), 0, json.length(), Object.class);
    }

    private static String licence(Map<?, ?> component) {
        List<?> all = component.get("licenses") instanceof List<?> some ? some : List.of();
        String text = all.stream().map(RuntimeDependenciesIT::named).sorted().collect(Collectors.joining(", "));
        return text.isEmpty() ? "none said" : text;
    }

    private static String named(Object entry) {
        Map<?, ?> choice = (Map<?, ?>) entry;
        if (choice.get("license") instanceof Map<?, ?> licence) {
            return String.valueOf(licence.get("id") == null ? licence.get("name") : licence.get("id"));
        }
        return String.valueOf(choice.get("expression"));
    }
}
