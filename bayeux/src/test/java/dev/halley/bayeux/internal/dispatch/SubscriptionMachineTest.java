package dev.halley.bayeux.internal.dispatch;

import static dev.halley.SubscriptionState.ACTIVE;
import static dev.halley.SubscriptionState.ENDED;
import static dev.halley.SubscriptionState.FAILED;
import static dev.halley.SubscriptionState.PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.SubscriptionState;
import dev.halley.bayeux.internal.dispatch.SubscriptionMachine.Event;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The machine of a subscription: each event in each state. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SubscriptionMachineTest {
    private static final Map<Event, SubscriptionState> FROM_ALIVE = Map.of(
            Event.CONFIRMED, ACTIVE,
            Event.REFUSED, FAILED,
            Event.SESSION_LOST, PENDING,
            Event.ENDED, ENDED);

    @ParameterizedTest
    @EnumSource(Event.class)
    void P51_whatever_happens_decides_alone_until_the_end(Event event) {
        assertThat(FROM_ALIVE).containsKey(event);
        for (SubscriptionState state : SubscriptionState.values()) {
            assertThat(SubscriptionMachine.step(state, event))
                    .as("%s in %s", event, state)
                    .isEqualTo(state == ENDED ? ENDED : FROM_ALIVE.get(event));
        }
    }
}
