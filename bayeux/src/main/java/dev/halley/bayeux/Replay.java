package dev.halley.bayeux;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Subscriptions that go on where they were, at servers with the replay extension of Salesforce: each message has a
 * position ({@code data.event.replayId}), and a subscription may begin behind one. Given to
 * {@link BayeuxClientBuilder#replay}. Immutable.
 *
 * <p>A subscription begins behind the last of its messages that this client accepted while it lasts; else where
 * {@link SubscriptionRequest#replayFrom} says; else behind the position that the store has; else at {@link #initial}.
 * The store gets a position when its message, and each one before it on that channel, was processed; see
 * {@link BayeuxClientBuilder#ack} for when that is. So each message is processed at least once, also across a crash.
 *
 * <p>After a lost connection another session begins, and each channel is subscribed again behind the last accepted
 * message, so nothing is missing and no {@link dev.halley.ClientEvent.Gap} is reported. With acknowledgements the session
 * goes on. At a server that does not confirm the extension nothing of this is done.
 */
public final class Replay {
    /** The position that means: only what is new. */
    public static final long TIP = -1;

    /** The position that means: everything the server still has. */
    public static final long EARLIEST = -2;

    private static final int DEFAULT_WINDOW = 1000;

    private final PositionStore store;
    private final long initial;
    private final Map<String, Long> initials;
    private final Function<RefusedPosition, OptionalLong> whenRefused;
    private final int window;

    private Replay(
            PositionStore store,
            long initial,
            Map<String, Long> initials,
            Function<RefusedPosition, OptionalLong> whenRefused,
            int window) {
        this.store = store;
        this.initial = initial;
        this.initials = initials;
        this.whenRefused = whenRefused;
        this.window = window;
    }

    /** What to do about a refused position. */
    public enum WhenRefused {
        /** The subscription fails: to its caller, or, when it was confirmed before, with the state FAILED. */
        FAIL,
        /** Everything the server still has. */
        EARLIEST,
        /** Only what is new. */
        LATEST
    }

    /**
     * Positions that last as long as this object: subscriptions survive outages, not the end of the process.
     *
     * @return begins at {@link #TIP}, fails when a position is refused, recognises the last 1000 messages
     */
    public static Replay inMemory() {
        return from(PositionStore.inMemory());
    }

    /**
     * Positions in a store.
     *
     * @param store gets each position when its message was processed
     * @return begins at {@link #TIP} where the store has no position, fails when one is refused, recognises the last
     *     1000 messages
     */
    public static Replay from(PositionStore store) {
        Objects.requireNonNull(store, "store");
        return new Replay(store, TIP, Map.of(), refused -> OptionalLong.empty(), DEFAULT_WINDOW);
    }

    /**
     * Where channels begin that have no position yet.
     *
     * @param position {@link #TIP}, {@link #EARLIEST}, or the position of a message: what follows it
     * @return a copy with this
     * @throws IllegalArgumentException if the position is less than {@link #EARLIEST}
     */
    public Replay initial(long position) {
        return new Replay(store, valid(position), initials, whenRefused, window);
    }

    /**
     * Where one channel begins when it has no position yet.
     *
     * @param channel the channel or pattern as it is subscribed
     * @param position as for {@link #initial(long)}
     * @return a copy with this
     * @throws IllegalArgumentException if the position is less than {@link #EARLIEST}
     */
    public Replay initial(String channel, long position) {
        Map<String, Long> all = new LinkedHashMap<>(initials);
        all.put(Objects.requireNonNull(channel, "channel"), valid(position));
        return new Replay(store, initial, Map.copyOf(all), whenRefused, window);
    }

    private static long valid(long position) {
        if (position < EARLIEST) {
            throw new IllegalArgumentException(
                    "position: " + position + " (expected: -1 for new messages, -2 for all, or a message's position)");
        }
        return position;
    }

    /**
     * What to do when the server refuses a position, at the first subscribe as at an automatic one. What may be missing
     * is reported as a {@link dev.halley.ClientEvent.Gap} with the refused position.
     *
     * @param policy default {@code FAIL}
     * @return a copy with this
     */
    public Replay whenRefused(WhenRefused policy) {
        return switch (policy) {
            case FAIL -> whenRefused(refused -> OptionalLong.empty());
            case EARLIEST -> whenRefused(refused -> OptionalLong.of(EARLIEST));
            case LATEST -> whenRefused(refused -> OptionalLong.of(TIP));
        };
    }

    /**
     * Asks the application when the server refuses a position.
     *
     * @param decision gets the position, and gives the one to begin at, or empty to let the subscription fail; on the
     *     client's executor, and may block. Asked at most three times in a row; throwing is failing
     * @return a copy with this
     */
    public Replay whenRefused(Function<RefusedPosition, OptionalLong> decision) {
        Objects.requireNonNull(decision, "decision");
        return new Replay(store, initial, initials, decision, window);
    }

    /**
     * How many messages of each subscription are remembered, to drop those that come again.
     *
     * @param messages 0 for none; default 1000
     * @return a copy with this
     * @throws IllegalArgumentException if it is negative
     */
    public Replay window(int messages) {
        if (messages < 0) {
            throw new IllegalArgumentException("window: " + messages + " (expected: zero or more)");
        }
        return new Replay(store, initial, initials, whenRefused, messages);
    }

    /**
     * The store.
     *
     * @return the store given to {@link #from}, or the one of {@link #inMemory}
     */
    public PositionStore store() {
        return store;
    }

    /**
     * Where a channel begins that has no position yet.
     *
     * @param channel the channel or pattern as it is subscribed
     * @return a position
     */
    public long initialOf(String channel) {
        return initials.getOrDefault(channel, initial);
    }

    /**
     * What the application does about a refused position.
     *
     * @param refused what was refused
     * @return where to begin instead; empty when the subscription fails
     */
    public OptionalLong decide(RefusedPosition refused) {
        return whenRefused.apply(refused);
    }

    /**
     * How many messages of each subscription are remembered.
     *
     * @return the count given to {@link #window(int)}
     */
    public int window() {
        return window;
    }

    @Override
    public String toString() {
        return "Replay[" + store + ", initial=" + initial + ", window=" + window + "]";
    }
}
