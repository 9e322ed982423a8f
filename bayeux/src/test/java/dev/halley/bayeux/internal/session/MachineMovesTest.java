package dev.halley.bayeux.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ReconnectPolicy;
import dev.halley.testkit.internal.machine.Moves;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Where each kind of event leads in each kind of state, and what is ordered by it. Whoever changes a line of the page
 * changes what the client does: look it up among the rules.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MachineMovesTest extends MachineFixture {
    /** Credentials can be renewed, and whatever else happens ends the client. */
    private static final SessionRules RENEWING = new SessionRules(
            EVERYTHING.servers(),
            Set.of("c"),
            ReconnectPolicy.exponentialBackoff(),
            false,
            true,
            false,
            Duration.ofMinutes(1));

    @Test
    void every_event_in_every_state_does_what_the_page_says() throws IOException {
        Moves<SessionState.Kind, SessionEvent.Kind> moves =
                new Moves<>(SessionState.Kind.class, SessionEvent.Kind.class);
        for (SessionRules each : List.of(RULES, RETRYING, EVERYTHING, RENEWING)) {
            for (SessionState from : MachineSpaceTest.reachable(each).states()) {
                for (SessionEvent event : MachineSpaceTest.events(from, from.link())) {
                    for (long time : MachineSpaceTest.TIMES) {
                        moves.add(
                                from,
                                event.kind(),
                                BayeuxMachine.step(each, from, event, time, 0.5),
                                SessionState::kind);
                    }
                }
            }
        }
        try (InputStream page =
                Objects.requireNonNull(MachineMovesTest.class.getResourceAsStream("session-moves.txt"))) {
            assertThat(moves.page()).isEqualTo(new String(page.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
