package dev.halley.bayeux;

import java.util.OptionalLong;

/**
 * Keeps, for each subscribed channel, the position up to which its messages were processed, so that the next run of a
 * program goes on there; see {@link Replay}.
 *
 * <p>Both methods may block. They are called on the client's executor, or on the thread whose work has just ended: that
 * of {@code receive()}, or of {@link BayeuxMessage#ack()}. The next message of the same consumer waits for
 * {@link #store}, so after a crash no more comes twice than was in work. For one channel calls come one after the other,
 * for several at the same time. Whoever made a store closes it, after the clients that use it.
 */
public interface PositionStore {
    /**
     * The last position of a channel. Asked once for each subscription, before the server is.
     *
     * @param channel the channel or pattern as it was subscribed
     * @return the position given to {@link #store} last, or empty
     * @throws RuntimeException if it can't be read: the subscription fails with {@link PositionStoreException}
     */
    OptionalLong load(String channel);

    /**
     * Keeps the position up to which everything was processed.
     *
     * @param channel the channel or pattern as it was subscribed
     * @param position what the server called it; neither contiguous nor always rising
     * @throws RuntimeException if it can't be kept: that is told as {@link dev.halley.ClientEvent.HandlerFailed}, and
     *     messages go on
     */
    void store(String channel, long position);

    /**
     * A store that lasts as long as the process.
     *
     * @return an empty one
     */
    static PositionStore inMemory() {
        return new MemoryPositionStore();
    }
}
