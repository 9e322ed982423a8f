package dev.halley;

import static dev.halley.ConnectionState.CLOSED;
import static dev.halley.ConnectionState.CLOSING;
import static dev.halley.ConnectionState.CONNECTED;
import static dev.halley.ConnectionState.CONNECTING;
import static dev.halley.ConnectionState.NEW;
import static dev.halley.ConnectionState.RECONNECTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionStateTest {
    /** The arrows of the diagram in the Javadoc of {@link ConnectionState}, read by eye. */
    private static final Map<ConnectionState, Set<ConnectionState>> ARROWS = Map.of(
            NEW, EnumSet.of(CONNECTING),
            CONNECTING, EnumSet.of(CONNECTED, CLOSING, CLOSED),
            CONNECTED, EnumSet.of(RECONNECTING, CLOSING, CLOSED),
            RECONNECTING, EnumSet.of(CONNECTED, CLOSING, CLOSED),
            CLOSING, EnumSet.of(CLOSED),
            CLOSED, EnumSet.of(CONNECTING));

    @ParameterizedTest
    @EnumSource
    void the_moves_are_the_arrows_of_the_diagram(ConnectionState from) {
        for (ConnectionState to : ConnectionState.values()) {
            assertThat(from.canBecome(to))
                    .as(from + " to " + to)
                    .isEqualTo(ARROWS.get(from).contains(to));
        }
    }

    @ParameterizedTest
    @EnumSource
    void open_is_what_leads_to_a_session(ConnectionState state) {
        assertThat(state.isOpen())
                .isEqualTo(EnumSet.of(CONNECTING, CONNECTED, RECONNECTING).contains(state));
    }
}
