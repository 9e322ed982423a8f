package dev.halley.socketio;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How one event is emitted. Immutable: each method that sets something returns a changed copy, so
 * {@code EmitOptions.defaults().timeout(Duration.ofSeconds(5)).compress(false)}.
 */
public final class EmitOptions {
    private static final EmitOptions DEFAULTS = new EmitOptions();

    private boolean isVolatile;
    private boolean compress = true;
    private @Nullable Duration timeout;
    private @Nullable Integer retries;
    private boolean dedupId;
    private WhileOffline whileOffline = WhileOffline.BUFFER;
    private @Nullable Duration ttl;
    private @Nullable BiConsumer<? super @Nullable Args, ? super @Nullable Throwable> onAck;

    /** What happens to an event while its namespace is not connected, but is being reconnected. */
    public enum WhileOffline {
        /** It waits in memory, in order, within the bounds of the client. */
        BUFFER,
        /** The call fails, and nothing was sent. */
        FAIL,
        /** It is dropped and reported; the call ends as if it had been sent, unless it waits for an acknowledgement. */
        DROP
    }

    private EmitOptions() {}

    private EmitOptions(EmitOptions other) {
        isVolatile = other.isVolatile;
        compress = other.compress;
        timeout = other.timeout;
        retries = other.retries;
        dedupId = other.dedupId;
        whileOffline = other.whileOffline;
        ttl = other.ttl;
        onAck = other.onAck;
    }

    /**
     * In order, kept while the client is offline, compressed where the wire can, acknowledged only where it is asked for.
     *
     * @return the defaults
     */
    public static EmitOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Drops the event, and reports it, unless it can go out at once: for what is worthless when it comes late. It is
     * never sent twice, whatever {@link #retries} says.
     *
     * @return a copy; default: not volatile
     */
    public EmitOptions asVolatile() {
        EmitOptions copy = new EmitOptions(this);
        copy.isVolatile = true;
        return copy;
    }

    /**
     * Whether the wire may compress the event, where it can.
     *
     * @param compress false for what is small or compressed already
     * @return a copy; default true
     */
    public EmitOptions compress(boolean compress) {
        EmitOptions copy = new EmitOptions(this);
        copy.compress = compress;
        return copy;
    }

    /**
     * How long to wait for the acknowledgement, from the call on, time without a connection included. With
     * {@link #retries} it is the time of each try.
     *
     * @param timeout more than zero
     * @return a copy; default {@link SocketIoClientBuilder#ackTimeout}, and {@link SocketIoClientBuilder#callTimeout} for a
     *     {@code call}
     * @throws IllegalArgumentException if it is not more than zero
     */
    public EmitOptions timeout(Duration timeout) {
        EmitOptions copy = new EmitOptions(this);
        copy.timeout = positive("timeout", timeout);
        return copy;
    }

    /**
     * Sends the event again until the server acknowledges it: at least once, <b>so perhaps twice</b>; see
     * {@link #dedupId}. One such event is under way at a time, in the order of the calls.
     *
     * @param retries how often after the first time, 0 or more
     * @return a copy; default {@link SocketIoClientBuilder#retries}
     * @throws IllegalArgumentException if it is negative
     */
    public EmitOptions retries(int retries) {
        if (retries < 0) {
            throw new IllegalArgumentException("retries: " + retries + " (expected: 0 or more)");
        }
        EmitOptions copy = new EmitOptions(this);
        copy.retries = retries;
        return copy;
    }

    /**
     * Appends a random text as last argument, the same with each try, by which the server's application can tell an event
     * that it got twice.
     *
     * @param dedupId true to append it
     * @return a copy; default false
     */
    public EmitOptions dedupId(boolean dedupId) {
        EmitOptions copy = new EmitOptions(this);
        copy.dedupId = dedupId;
        return copy;
    }

    /**
     * What happens while the namespace is not connected.
     *
     * @param whileOffline buffer, fail or drop
     * @return a copy; default {@link WhileOffline#BUFFER}
     */
    public EmitOptions whileOffline(WhileOffline whileOffline) {
        EmitOptions copy = new EmitOptions(this);
        copy.whileOffline = Objects.requireNonNull(whileOffline, "whileOffline");
        return copy;
    }

    /**
     * How long the event may wait for a connection. Then it is dropped and reported, and the call ends with
     * {@link dev.halley.OperationTimeoutException}.
     *
     * @param ttl more than zero
     * @return a copy; default: as long as it takes
     * @throws IllegalArgumentException if it is not more than zero
     */
    public EmitOptions ttl(Duration ttl) {
        EmitOptions copy = new EmitOptions(this);
        copy.ttl = positive("ttl", ttl);
        return copy;
    }

    /**
     * Asks for an acknowledgement that goes to a callback, on the client's executor, after {@code emit} has returned. When
     * none comes, that is reported as {@link dev.halley.ClientEvent.Unconfirmed}. {@code call} ignores this.
     *
     * @param callback gets the acknowledgement's arguments
     * @return a copy; default none
     */
    public EmitOptions onAck(Consumer<? super Args> callback) {
        Objects.requireNonNull(callback, "callback");
        EmitOptions copy = new EmitOptions(this);
        copy.onAck = new AckOnly(callback);
        return copy;
    }

    /**
     * The same for a callback that also hears why no acknowledgement came.
     *
     * @param callback gets the acknowledgement's arguments, or why none came; the other one is null
     * @return a copy; default none
     */
    public EmitOptions onAck(BiConsumer<? super @Nullable Args, ? super @Nullable Throwable> callback) {
        EmitOptions copy = new EmitOptions(this);
        copy.onAck = Objects.requireNonNull(callback, "callback");
        return copy;
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
        return value;
    }

    /**
     * Whether the event is dropped unless it can go out at once.
     *
     * @return whether it is
     */
    public boolean isVolatile() {
        return isVolatile;
    }

    /**
     * Whether the wire may compress the event.
     *
     * @return whether it may
     */
    public boolean isCompress() {
        return compress;
    }

    /**
     * How long to wait for the acknowledgement.
     *
     * @return the time, where it is not the client's
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /**
     * How often the event is sent again.
     *
     * @return the number, where it is not the client's
     */
    public Optional<Integer> retries() {
        return Optional.ofNullable(retries);
    }

    /**
     * Whether a random text is appended.
     *
     * @return whether it is
     */
    public boolean isDedupId() {
        return dedupId;
    }

    /**
     * What happens while the namespace is not connected.
     *
     * @return buffer, fail or drop
     */
    public WhileOffline whileOffline() {
        return whileOffline;
    }

    /**
     * How long the event may wait for a connection.
     *
     * @return the time, if it is limited
     */
    public Optional<Duration> ttl() {
        return Optional.ofNullable(ttl);
    }

    /**
     * What gets the acknowledgement of an {@code emit}.
     *
     * @return the callback, if there is one
     */
    public Optional<BiConsumer<? super @Nullable Args, ? super @Nullable Throwable>> onAck() {
        return Optional.ofNullable(onAck);
    }

    /** Whether a callback was given that hears of an acknowledgement only. */
    boolean isAckOnly() {
        return onAck instanceof AckOnly;
    }

    @Override
    public String toString() {
        return "EmitOptions[volatile=" + isVolatile + ", compress=" + compress + ", timeout=" + timeout + ", retries="
                + retries + ", dedupId=" + dedupId + ", whileOffline=" + whileOffline + ", ttl=" + ttl + ", onAck="
                + (onAck != null) + "]";
    }

    private record AckOnly(Consumer<? super Args> callback) implements BiConsumer<@Nullable Args, @Nullable Throwable> {
        @Override
        public void accept(@Nullable Args args, @Nullable Throwable failure) {
            if (args != null) {
                callback.accept(args);
            }
        }
    }
}
