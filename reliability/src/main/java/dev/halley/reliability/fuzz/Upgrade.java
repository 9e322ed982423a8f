package dev.halley.reliability.fuzz;

import dev.halley.ConnectionException;
import dev.halley.internal.http.WebSocketHandler;
import dev.halley.internal.http.WebSocketSession;
import org.jspecify.annotations.Nullable;

/** Hears that an upgrade was refused, once. */
final class Upgrade implements WebSocketHandler {
    @Nullable ConnectionException failure;

    @Override
    public void onOpen(WebSocketSession session) {
        throw new AssertionError("opened, though refused");
    }

    @Override
    public void onText(char[] text, int length) {
        throw new AssertionError("a message of a socket that was refused");
    }

    @Override
    public void onReadComplete() {}

    @Override
    public void onClosed(int code, String reason) {
        throw new AssertionError("closed, though it was never open: " + code);
    }

    @Override
    public void onFailed(ConnectionException failure) {
        Claim.that(this.failure == null, () -> "failed twice");
        this.failure = failure;
    }
}
