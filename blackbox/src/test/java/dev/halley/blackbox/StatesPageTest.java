package dev.halley.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** {@code docs/states.md} shows the moves that {@link ConnectionState} allows. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StatesPageTest {
    private static final Pattern ARROW = Pattern.compile("^ +(\\w+ --> \\w+)$", Pattern.MULTILINE);
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE);

    private final String page = Pages.read("docs/states.md");

    @Test
    void the_diagram_has_the_moves_that_are_possible_and_no_other() {
        List<String> possible = new ArrayList<>();
        for (ConnectionState from : ConnectionState.values()) {
            for (ConnectionState to : ConnectionState.values()) {
                if (from.canBecome(to)) {
                    possible.add(from + " --> " + to);
                }
            }
        }

        assertThat(ARROW.matcher(page).results().map(arrow -> arrow.group(1)).toList())
                .containsExactlyInAnyOrderElementsOf(possible);
    }

    @Test
    void every_state_has_a_meaning() {
        assertThat(ROW.matcher(page).results().map(row -> row.group(1)).toList())
                .containsExactlyElementsOf(
                        Arrays.stream(ConnectionState.values()).map(Enum::name).toList());
    }
}
