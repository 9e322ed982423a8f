package dev.halley.socketio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.internal.machine.Moves;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Where each kind of event leads in each kind of state, and what is ordered by it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MachineMovesTest {
    @Test
    void every_event_in_every_state_of_a_connection_does_what_the_page_says() {
        Moves<LinkState.Kind, LinkEvent.Kind> moves = new Moves<>(LinkState.Kind.class, LinkEvent.Kind.class);
        ReconnectMachineTest.eachStep(
                step -> moves.add(step.from(), step.event().kind(), step.transition(), LinkState::kind));
        assertThat(moves.page()).isEqualTo("""
                NEW
                  CONNECT > OPENING: Open
                  ignored: ENGINE_OPENED, NAMESPACE_JOINED, ENGINE_CLOSED, FELL_BACK, WAIT_OVER, RECONNECT_NOW, NETWORK_LOST, LEAVE, ABORT
                OPENING
                  ENGINE_OPENED > OPEN: JoinAll
                  ENGINE_CLOSED > CLOSED: Lost, AttemptFailed, Ended
                  ENGINE_CLOSED > OPENING: Lost, AttemptFailed, Open
                  ENGINE_CLOSED > WAITING: Lost, AttemptFailed, Retrying, Wait
                  NETWORK_LOST > OPENING: AbortEngine
                  LEAVE > CLOSING: CloseEngine
                  ABORT > CLOSED: Lost, AbortEngine, Ended
                  ignored: CONNECT, NAMESPACE_JOINED, FELL_BACK, WAIT_OVER, RECONNECT_NOW
                OPEN
                  NAMESPACE_JOINED > CONNECTED
                  ENGINE_CLOSED > CLOSED: Lost, AttemptFailed, Ended
                  ENGINE_CLOSED > OPENING: Lost, AttemptFailed, Open
                  ENGINE_CLOSED > WAITING: Lost, AttemptFailed, Retrying, Wait
                  FELL_BACK > OPENING: Lost, AbortEngine, Open
                  NETWORK_LOST > OPEN: AbortEngine
                  LEAVE > CLOSING: CloseEngine
                  ABORT > CLOSED: Lost, AbortEngine, Ended
                  ignored: CONNECT, ENGINE_OPENED, WAIT_OVER, RECONNECT_NOW
                CONNECTED
                  ENGINE_CLOSED > CLOSED: Lost, Ended
                  ENGINE_CLOSED > WAITING: Lost, Retrying, Wait
                  FELL_BACK > OPENING: Lost, AbortEngine, Open
                  NETWORK_LOST > CONNECTED: AbortEngine
                  LEAVE > CLOSING: CloseEngine
                  ABORT > CLOSED: Lost, AbortEngine, Ended
                  ignored: CONNECT, ENGINE_OPENED, NAMESPACE_JOINED, WAIT_OVER, RECONNECT_NOW
                WAITING
                  WAIT_OVER > OPENING: Open
                  RECONNECT_NOW > OPENING: Open
                  LEAVE > CLOSED: Ended
                  ABORT > CLOSED: Ended
                  ignored: CONNECT, ENGINE_OPENED, NAMESPACE_JOINED, ENGINE_CLOSED, FELL_BACK, NETWORK_LOST
                CLOSING
                  ENGINE_CLOSED > CLOSED: Lost, Ended
                  ABORT > CLOSED: Lost, AbortEngine, Ended
                  ignored: CONNECT, ENGINE_OPENED, NAMESPACE_JOINED, FELL_BACK, WAIT_OVER, RECONNECT_NOW, NETWORK_LOST, LEAVE
                CLOSED
                  CONNECT > OPENING: Open
                  ignored: ENGINE_OPENED, NAMESPACE_JOINED, ENGINE_CLOSED, FELL_BACK, WAIT_OVER, RECONNECT_NOW, NETWORK_LOST, LEAVE, ABORT
                """);
    }

    @Test
    void every_event_in_every_state_of_a_namespace_does_what_the_page_says() {
        Moves<NamespaceState.Kind, NamespaceEvent.Kind> moves =
                new Moves<>(NamespaceState.Kind.class, NamespaceEvent.Kind.class);
        NamespaceMachineTest.eachStep(
                step -> moves.add(step.from(), step.event().kind(), step.transition(), NamespaceState::kind));
        assertThat(moves.page()).isEqualTo("""
                IDLE
                  WANT > PENDING
                  END > IDLE
                  ignored: OPEN, CREDENTIALS, CREDENTIALS_FAILED, ACCEPTED, REFUSED, OVERDUE, WAIT_OVER, LEAVE, SERVER_LEFT, LOST
                PENDING
                  OPEN > JOINING: AwaitAnswer
                  OPEN > PREPARING: AskCredentials
                  REFUSED > REFUSED: GiveUp
                  LEAVE > LEFT: Abandoned
                  END > LEFT: Abandoned
                  ignored: WANT, CREDENTIALS, CREDENTIALS_FAILED, ACCEPTED, OVERDUE, WAIT_OVER, SERVER_LEFT, LOST
                PREPARING
                  CREDENTIALS > JOINING: SendConnect, AwaitAnswer
                  CREDENTIALS_FAILED > REFUSED: GiveUp
                  CREDENTIALS_FAILED > WAITING: Retry
                  LEAVE > LEFT: Abandoned
                  LOST > PENDING
                  END > LEFT: Abandoned
                  ignored: WANT, OPEN, ACCEPTED, REFUSED, OVERDUE, WAIT_OVER, SERVER_LEFT
                JOINING
                  WANT > JOINING: AwaitAnswer
                  ACCEPTED > JOINED: Joined
                  REFUSED > REFUSED: GiveUp
                  REFUSED > WAITING: Retry
                  OVERDUE > JOINING: TellOverdue
                  LEAVE > LEAVING: Abandoned
                  LOST > PENDING
                  END > LEFT: Abandoned
                  ignored: OPEN, CREDENTIALS, CREDENTIALS_FAILED, WAIT_OVER, SERVER_LEFT
                LEAVING
                  WANT > JOINING: AwaitAnswer
                  ACCEPTED > LEFT: SendDisconnect
                  REFUSED > LEFT
                  LOST > LEFT
                  END > LEFT
                  ignored: OPEN, CREDENTIALS, CREDENTIALS_FAILED, OVERDUE, WAIT_OVER, LEAVE, SERVER_LEFT
                JOINED
                  LEAVE > LEFT: SendDisconnect, Disconnected, Abandoned
                  SERVER_LEFT > LEFT: Disconnected, Abandoned
                  LOST > PENDING: Disconnected
                  END > LEFT: Disconnected, Abandoned
                  ignored: WANT, OPEN, CREDENTIALS, CREDENTIALS_FAILED, ACCEPTED, REFUSED, OVERDUE, WAIT_OVER
                WAITING
                  WAIT_OVER > PREPARING: AskCredentials
                  LEAVE > LEFT: Abandoned
                  LOST > PENDING
                  END > LEFT: Abandoned
                  ignored: WANT, OPEN, CREDENTIALS, CREDENTIALS_FAILED, ACCEPTED, REFUSED, OVERDUE, SERVER_LEFT
                REFUSED
                  WANT > PENDING
                  END > LEFT
                  ignored: OPEN, CREDENTIALS, CREDENTIALS_FAILED, ACCEPTED, REFUSED, OVERDUE, WAIT_OVER, LEAVE, SERVER_LEFT, LOST
                LEFT
                  WANT > PENDING
                  END > LEFT
                  ignored: OPEN, CREDENTIALS, CREDENTIALS_FAILED, ACCEPTED, REFUSED, OVERDUE, WAIT_OVER, LEAVE, SERVER_LEFT, LOST
                """);
    }
}
