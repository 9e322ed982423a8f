package dev.halley.engineio.internal.session;

import dev.halley.engineio.internal.transport.Farewell;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets the next session begin when the server knows that the one before is over: it can only restore what it knows to be
 * lost, and socket.io takes the restored client out of its rooms when it hears of the loss afterwards. Serial context.
 */
final class Farewells implements Farewell {
    /** A network that swallows everything must not hold a reconnection for longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final SerialContext context;

    private int underWay;
    private @Nullable Runnable unsaid;
    private @Nullable Runnable next;
    private TimeSource.@Nullable Timer patience;

    Farewells(SerialContext context) {
        this.context = context;
    }

    @Override
    public void saying() {
        underWay++;
    }

    @Override
    public void said(@Nullable Runnable again) {
        underWay--;
        if (again != null) {
            unsaid = again;
        }
        if (underWay == 0) {
            goOn();
        }
    }

    /** Says what could not be said before, without a network, and then goes on. */
    void before(Runnable session) {
        Runnable again = unsaid;
        unsaid = null;
        if (again != null) {
            again.run();
        }
        if (underWay == 0) {
            session.run();
            return;
        }
        stopWaiting();
        next = session;
        patience = context.schedule(PATIENCE.toNanos(), this::goOn);
    }

    private void goOn() {
        stopWaiting();
        Runnable session = next;
        next = null;
        if (session != null) {
            session.run();
        }
    }

    private void stopWaiting() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }
}
