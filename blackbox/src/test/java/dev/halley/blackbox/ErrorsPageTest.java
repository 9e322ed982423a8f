package dev.halley.blackbox;

import static dev.halley.blackbox.HalleyClasses.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.halley.ClientEvent;
import dev.halley.HalleyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** {@code docs/errors.md} and the code say the same. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ErrorsPageTest {
    private static final String PAGE = Pages.read("docs/errors.md");

    private static final Pattern HEADING = Pattern.compile("^## (\\w+Exception)$", Pattern.MULTILINE);
    private static final Pattern EVENT_ROW = Pattern.compile("^\\| `([A-Z]\\w+)` \\|", Pattern.MULTILINE);
    private static final Pattern TEXT_CELL = Pattern.compile("^\\| (`.+?) \\| ", Pattern.MULTILINE);
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    /** What varies, with the punctuation around it; a status, too. */
    private static final Pattern VARYING = Pattern.compile("[:,.]? ?…[:,.]? ?|^\\d{3} at ");

    /** The code puts some texts together from so many. */
    private static final int PIECES = 3;

    private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");

    @Test
    void every_exception_has_a_section_and_no_section_an_exception_that_is_not_there() {
        assertThat(matches(HEADING, PAGE))
                .containsExactlyInAnyOrderElementsOf(ALL.stream()
                        .filter(type -> type.isAssignableTo(HalleyException.class))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::getSimpleName)
                        .toList());
    }

    @Test
    void every_event_has_a_row_and_no_row_an_event_that_is_not_there() {
        String events = section("Events");

        assertThat(matches(EVENT_ROW, events))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ClientEvent.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
    }

    @Test
    void every_reason_to_drop_is_explained() {
        assertThat(matches(QUOTED, section("Events")))
                .containsAll(Stream.of(ClientEvent.DropReason.values(), ClientEvent.NotSentReason.values())
                        .flatMap(Arrays::stream)
                        .map(Enum::name)
                        .toList());
    }

    @Test
    void every_section_says_who_throws_and_what_the_command_exits_with() {
        for (String exception : matches(HEADING, PAGE)) {
            assertThat(section(exception))
                    .as(exception)
                    .contains("\nThrown by: ")
                    .contains("Exit code: ");
        }
    }

    @Test
    void every_text_is_one_that_the_code_has() throws IOException {
        String sources = sources();
        List<String> unknown = new ArrayList<>();
        for (String exception : matches(HEADING, PAGE)) {
            for (String cell : matches(TEXT_CELL, section(exception))) {
                for (String text : matches(QUOTED, cell)) {
                    for (String part : VARYING.split(text)) {
                        if (!isKnown(part, sources, PIECES)) {
                            unknown.add(text + "   <- " + part);
                        }
                    }
                }
            }
        }

        assertThat(unknown).as("texts of docs/errors.md that no source has").isEmpty();
    }

    /**
     * Whether the text is part of one text of the sources, or is put together from several: then each piece but the last
     * ends where one of the sources does, and each but the first begins where one does.
     */
    private static boolean isKnown(String text, String sources, int pieces) {
        return isKnown("", text, sources, pieces);
    }

    private static boolean isKnown(String start, String text, String sources, int pieces) {
        if (sources.contains(start + text) || !start.isEmpty() && sources.contains(start + " " + text)) {
            return true;
        }
        for (int end = text.lastIndexOf(' '); end > 0 && pieces > 1; end = text.lastIndexOf(' ', end - 1)) {
            String piece = text.substring(0, end);
            boolean found = Stream.of(piece, " " + piece)
                    .anyMatch(
                            begin -> sources.contains(start + begin + "\"") || sources.contains(start + begin + " \""));
            if (found && isKnown("\"", text.substring(end + 1), sources, pieces - 1)) {
                return true;
            }
        }
        return false;
    }

    private static String section(String heading) {
        Matcher matcher = Pattern.compile("^## " + heading + "$(.*?)(?=^## |\\z)", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(PAGE);
        assertThat(matcher.find()).as("section " + heading).isTrue();
        return matcher.group(1);
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    /** All main sources, with the pieces of each text put together. */
    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String module : List.of(
                "core",
                "wire-jdk",
                "wire-netty",
                "json-jackson",
                "json-jackson3",
                "json-gson",
                "bayeux",
                "salesforce",
                "engineio",
                "socketio",
                "parser-msgpack")) {
            try (Stream<Path> files = Files.walk(Pages.ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    all.append(Pages.read(file));
                }
            }
        }
        return CONCATENATION.matcher(all).replaceAll("");
    }
}
