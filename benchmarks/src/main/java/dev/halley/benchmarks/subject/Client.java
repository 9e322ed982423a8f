package dev.halley.benchmarks.subject;

import java.util.Map;
import java.util.Objects;

/** What every measured client can do. Called by the subject's main thread, unless it says otherwise. */
interface Client extends AutoCloseable {
    /** Asks the server for a flood; its messages go to the receiver that the client was opened with. */
    void flood(long count, int size, boolean binary) throws Exception;

    /** Sends an event, or publishes, and does not wait for anything. */
    default void emit(int number, String text) {
        throw new UnsupportedOperationException("emit");
    }

    /**
     * Sends with an acknowledgement asked for, or publishes.
     *
     * @param done called on a thread of the client when the answer came
     */
    default void call(int number, String text, Runnable done) {
        throw new UnsupportedOperationException("call");
    }

    /** Waits until the server has got everything that was emitted. */
    default void sync(long expected) throws Exception {
        throw new UnsupportedOperationException("sync");
    }

    /** Whether it is connected at this moment. */
    default boolean isConnected() {
        throw new UnsupportedOperationException("isConnected");
    }

    @Override
    void close() throws Exception;

    /** Hears of each message, on one thread at a time. */
    interface Receiver {
        void message(int number, int length);

        /** The same from what a client made of the JSON object. */
        default void message(Map<String, Object> event) {
            Number number = (Number) Objects.requireNonNull(event.get("id"));
            String text = (String) Objects.requireNonNull(event.get("text"));
            message(number.intValue(), text.length());
        }
    }

    /** Opens clients that share what a user's clients of one process would share. */
    interface Factory {
        /** Returns when it is connected, and subscribed where the protocol has that. */
        Client open(Receiver receiver) throws Exception;
    }
}
