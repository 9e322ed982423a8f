package dev.halley.socketio;

import org.jspecify.annotations.Nullable;

/**
 * The acknowledgement of a received event: an answer to the one who sent it. The first answer counts, a second one is
 * ignored. Any thread.
 */
public interface Ack {
    /**
     * Whether the sender asked for it. Where nobody asked, {@link #send} does nothing.
     *
     * @return whether it did
     */
    boolean isWanted();

    /**
     * Whether it was sent.
     *
     * @return whether an answer was given
     */
    boolean isSent();

    /**
     * Answers. Dropped when the namespace has been left since the event came: the sender's wait ended with that.
     *
     * @param args the arguments; none, one or several, as in {@link SocketIoClient#emit(String, Object...)}
     */
    void send(@Nullable Object @Nullable ... args);
}
