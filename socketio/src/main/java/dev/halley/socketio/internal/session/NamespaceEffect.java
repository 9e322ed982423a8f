package dev.halley.socketio.internal.session;

import dev.halley.HalleyException;
import dev.halley.socketio.DisconnectReason;
import java.time.Duration;

/** What a namespace's machine orders. */
sealed interface NamespaceEffect {
    record AskCredentials(long attempt) implements NamespaceEffect {}

    record SendConnect() implements NamespaceEffect {}

    /** From now on the server has its time to answer, unless that runs already. */
    record AwaitAnswer(long attempt) implements NamespaceEffect {}

    /** The server has not answered in time; it may still do. */
    record TellOverdue() implements NamespaceEffect {}

    record SendDisconnect() implements NamespaceEffect {}

    record Joined() implements NamespaceEffect {}

    /** The attempt was in vain, and another one follows. */
    record Retry(long attempt, Duration delay, HalleyException cause) implements NamespaceEffect {}

    /** The namespace is given up. */
    record GiveUp(HalleyException cause) implements NamespaceEffect {}

    /** A joined namespace ended. */
    record Disconnected(DisconnectReason reason) implements NamespaceEffect {}

    /** Nobody wants it any more: what waits for it is in vain. */
    record Abandoned(DisconnectReason reason) implements NamespaceEffect {}
}
