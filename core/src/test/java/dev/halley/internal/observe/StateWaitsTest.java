package dev.halley.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionState;
import dev.halley.internal.loop.FakeKernel;
import dev.halley.internal.loop.SerialContext;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StateWaitsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final FakeKernel time = new FakeKernel();
    private final SerialContext context = time.context();
    private final StateWaits waits = new StateWaits(context);

    @AfterEach
    void nothing_was_thrown_away() {
        assertThat(time.uncaught).isEmpty();
    }

    private StateWaits.Wait wait(ConnectionState wanted) {
        StateWaits.Wait wait = new StateWaits.Wait(wanted);
        inContext(all -> all.add(wait, ConnectionState.CONNECTING, SECOND));
        return wait;
    }

    private void inContext(Consumer<StateWaits> what) {
        context.execute(() -> what.accept(waits));
        time.runPending();
    }

    @Test
    void a_state_that_is_there_or_comes_ends_its_waits_alone() {
        StateWaits.Wait now = wait(ConnectionState.CONNECTING);
        StateWaits.Wait soon = wait(ConnectionState.CONNECTED);
        StateWaits.Wait later = wait(ConnectionState.RECONNECTING);
        assertThat(now).isCompletedWithValue(true);
        assertThat(soon).isNotDone();
        inContext(all -> all.changed(ConnectionState.CONNECTED));
        assertThat(soon).isCompletedWithValue(true);
        assertThat(later).isNotDone();
        assertThat(time.timers()).isEqualTo(1);
    }

    @Test
    void a_wait_ends_at_its_time_or_when_the_client_has_closed() {
        StateWaits.Wait late = wait(ConnectionState.CONNECTED);
        time.advance(Duration.ofSeconds(1));
        assertThat(late).isCompletedWithValue(false);
        StateWaits.Wait vain = wait(ConnectionState.CONNECTED);
        StateWaits.Wait closed = wait(ConnectionState.CLOSED);
        inContext(all -> all.changed(ConnectionState.CLOSED));
        assertThat(vain).isCompletedWithValue(false);
        assertThat(closed).isCompletedWithValue(true);
        assertThat(time.timers()).isZero();
    }

    @Test
    void a_wait_that_was_withdrawn_is_forgotten() {
        StateWaits.Wait gone = wait(ConnectionState.CONNECTED);
        inContext(all -> all.remove(gone));
        assertThat(gone).isCancelled();
        assertThat(time.timers()).isZero();
        inContext(all -> all.changed(ConnectionState.CONNECTED));
    }
}
