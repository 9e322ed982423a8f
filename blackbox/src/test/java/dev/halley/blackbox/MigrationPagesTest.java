package dev.halley.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The migration pages name everything that a peer's users know, and nothing of Halley that is not there. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MigrationPagesTest {
    private static final Pattern ROW = Pattern.compile("^\\| `(.+?)` \\| (.+) \\|$", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`@?([A-Z]\\w*)(?:\\.([a-zA-Z]\\w*))?`");

    @ParameterizedTest
    @ValueSource(strings = {"aiocometd", "cometd", "emp-connector", "python-socketio", "socket.io-client-java"})
    void every_public_name_of_the_peer_has_a_row(String peer) throws IOException {
        List<String> named = rows(peer).stream().map(Row::peer).toList();
        assertThat(named).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(names(peer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aiocometd", "cometd", "emp-connector", "python-socketio", "socket.io-client-java"})
    void every_name_of_halley_exists(String peer) {
        List<String> missing = new ArrayList<>();
        for (Row row : rows(peer)) {
            Matcher code = CODE.matcher(row.halley());
            while (code.find()) {
                if (!exists(code.group(1), code.group(2)) && !isOfTheJdk(code.group(1))) {
                    missing.add(code.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** Python's false is not ours either. */
    private static boolean isOfTheJdk(String type) {
        return List.of("IllegalStateException", "List", "Optional", "False").contains(type);
    }

    private static boolean exists(String type, String member) {
        return HalleyClasses.ALL.stream()
                .filter(known -> known.getSimpleName().equals(type)
                        && !known.getPackageName().contains(".internal"))
                .anyMatch(known -> member == null || members(known).anyMatch(member::equals));
    }

    private static Stream<String> members(JavaClass type) {
        return Stream.concat(
                type.getAllMethods().stream().map(method -> method.getName()),
                type.getAllFields().stream().map(field -> field.getName()));
    }

    private record Row(String peer, String halley) {}

    private static List<Row> rows(String peer) {
        List<Row> rows = new ArrayList<>();
        Matcher row = ROW.matcher(Pages.read("docs/migration/" + peer + ".md"));
        while (row.find()) {
            rows.add(new Row(row.group(1), row.group(2)));
        }
        return rows;
    }

    private static List<String> names(String peer) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(MigrationPagesTest.class.getResourceAsStream("/peers/" + peer + ".txt"), peer)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}
