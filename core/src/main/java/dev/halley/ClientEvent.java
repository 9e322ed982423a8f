package dev.halley;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a client tells about itself beside its messages. Each way in which a message, a subscription or a call can be
 * lost is one of these. Events are handed to listeners in order, on the client's executor.
 *
 * <p>A <em>scope</em> is the part of the client that an event is about: a Bayeux channel or a Socket.IO namespace.
 */
public sealed interface ClientEvent {
    /**
     * The connection's state changed.
     *
     * @param from the state before
     * @param to the state now
     * @param cause why, when the move was not asked for by the application
     */
    record StateChanged(
            ConnectionState from,
            ConnectionState to,
            @Nullable Throwable cause) implements ClientEvent {}

    /**
     * A connection attempt failed and another one was scheduled.
     *
     * @param attempt which attempt in a row the next one is, from 1
     * @param delay how long the client waits before it
     * @param cause why the last one failed
     */
    record Retrying(int attempt, Duration delay, Throwable cause) implements ClientEvent {}

    /**
     * Messages of a subscription may be missing: everything the server sent between two instants.
     *
     * @param scope the channel or namespace
     * @param lastPosition the last position before the gap, where the protocol has positions
     * @param lostAt when the stream was last known to be whole; {@link Instant#EPOCH} when an earlier run knew that. It is
     *     an instant of arrival on this machine's clock: what was on its way at that moment was sent a little earlier
     * @param restoredAt when it was restored
     */
    record Gap(String scope, @Nullable String lastPosition, Instant lostAt, Instant restoredAt)
            implements ClientEvent {}

    /**
     * An outgoing message was written, and its outcome is unknown.
     *
     * @param scope the channel or namespace
     * @param id the message's id
     * @param cause why the confirmation did not come
     */
    record Unconfirmed(String scope, String id, Throwable cause) implements ClientEvent {}

    /**
     * An emit was thrown away before anything of it was written: the server never sees it.
     *
     * @param scope the namespace
     * @param event the event's name; {@code ack} for the answer to an event
     * @param reason why
     */
    record NotSent(String scope, String event, NotSentReason reason) implements ClientEvent {}

    /** Why an emit was thrown away. */
    enum NotSentReason {
        /** It was volatile, and the connection could not take it at once. */
        VOLATILE,
        /** It was to be dropped while there is no connection, and there was none. */
        OFFLINE,
        /** More emits waited for the connection, or more was to be written over it, than may. */
        OVERFLOW,
        /** It waited for the connection for as long as it may. */
        EXPIRED,
        /** The application cleared what waits. */
        CLEARED,
        /** The namespace was left or refused, or the client ended, before it could be sent. */
        LEFT,
        /** The server refused it: it is too large, or the connection ended with it each time. */
        REFUSED
    }

    /**
     * Received messages were thrown away.
     *
     * @param scope the channel or namespace; {@code *} for the client's one stream
     * @param count how many
     * @param reason why
     */
    record Dropped(String scope, long count, DropReason reason) implements ClientEvent {}

    /** Why received messages were thrown away. */
    enum DropReason {
        /** The overflow policy dropped them. */
        OVERFLOW,
        /** They matched no handler, and the application never asked for the stream. */
        UNHANDLED,
        /** The client was aborted, or reopened, before they were consumed. */
        DISCARDED
    }

    /**
     * Reading stopped because {@code maxPendingBytes} are waiting to be consumed.
     *
     * @param deadline how long the session survives this, as far as the server said
     */
    record Paused(Duration deadline) implements ClientEvent {}

    /** Reading goes on after {@link Paused}. */
    record Resumed() implements ClientEvent {}

    /**
     * A handler of the application threw, or its payload did not fit. The connection is not affected. What a listener
     * of these events throws is logged.
     *
     * @param scope the channel, namespace or kind of listener
     * @param cause what it threw
     */
    record HandlerFailed(String scope, Throwable cause) implements ClientEvent {}

    /**
     * A subscription (or a namespace) changed its state.
     *
     * @param scope the channel or namespace
     * @param state its state now
     * @param reason why, when it failed
     */
    record SubscriptionChanged(
            String scope, SubscriptionState state, @Nullable Throwable reason) implements ClientEvent {}

    /**
     * A subscription with a watchdog has been silent for too long. Raised once; the next message ends the silence.
     *
     * @param scope the channel or namespace
     * @param since when the last message came, or the subscription was confirmed
     */
    record Idle(String scope, Instant since) implements ClientEvent {}

    /**
     * The peer sent something that was ignored because the protocol does not allow it.
     *
     * @param what what it was; content is shortened and masked
     */
    record ProtocolViolated(String what) implements ClientEvent {}

    /**
     * The connection goes another way from now on: over another transport, or to another server.
     *
     * @param from the transport and URL so far, credentials and query values masked
     * @param to the transport and URL from now on, masked likewise
     */
    record EndpointChanged(String from, String to) implements ClientEvent {}

    /**
     * The server asked to go on at a host that the application did not name; it is not followed there.
     *
     * @param host the host, as the server wrote it
     */
    record HostRefused(String host) implements ClientEvent {}

    /**
     * The server sees several clients of one browser, or of one cookie jar, and makes this one slower. Raised when that
     * begins.
     *
     * @param interval how long the client pauses between two connects, as the server wants it
     */
    record MultipleClients(Duration interval) implements ClientEvent {}

    /**
     * The client was opened without a protection that it has by default; raised at each {@code open()}.
     *
     * @param what which one is missing
     */
    record Insecure(String what) implements ClientEvent {}

    /**
     * A shared pool reached its limit of threads; tasks wait until one is free.
     *
     * @param pool the pool's name
     * @param limit how many threads it may have
     */
    record ThreadLimitReached(String pool, int limit) implements ClientEvent {}
}
