package dev.halley.socketio.internal.session;

import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.ReconnectPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one client's connection; immutable.
 *
 * @param kind what is going on
 * @param established whether a namespace was joined since this {@code connect()}
 * @param link counts attempts and waits: an event with another link is stale
 * @param servers how many servers there are
 * @param server the index of the one in use
 * @param retry whether the first connection is tried again
 * @param policy decides about the next retry in this outage
 * @param attempt how many retries there were in this outage
 * @param outageSince when the outage began, on the monotonic clock
 * @param endReason why the client is closing, when not because the application said so
 * @param failures of the servers that were tried in vain by a first attempt that goes through all of them
 */
record LinkState(
        Kind kind,
        boolean established,
        long link,
        int servers,
        int server,
        boolean retry,
        ReconnectPolicy policy,
        int attempt,
        long outageSince,
        @Nullable HalleyException endReason,
        List<HalleyException> failures) {

    /** What is going on. */
    enum Kind {
        NEW,
        /** The application's providers are asked, and the engine connects. */
        OPENING,
        /** The engine is open; no namespace has been joined over it yet. */
        OPEN,
        /** A namespace was joined over this connection. */
        CONNECTED,
        /** The connection failed; another attempt will be made. */
        WAITING,
        /** The engine sends what is left, and closes. */
        CLOSING,
        CLOSED
    }

    static LinkState initial() {
        return new LinkState(Kind.NEW, false, 0, 1, 0, false, ReconnectPolicy.never(), 0, 0, null, List.of());
    }

    /** What the application sees. */
    ConnectionState visible() {
        return switch (kind) {
            case NEW -> ConnectionState.NEW;
            case OPENING, OPEN, WAITING -> established ? ConnectionState.RECONNECTING : ConnectionState.CONNECTING;
            case CONNECTED -> ConnectionState.CONNECTED;
            case CLOSING -> ConnectionState.CLOSING;
            case CLOSED -> ConnectionState.CLOSED;
        };
    }

    /** Whether the engine is open. */
    boolean isUp() {
        return kind == Kind.OPEN || kind == Kind.CONNECTED;
    }

    LinkState as(Kind next) {
        return new LinkState(
                next, established, link, servers, server, retry, policy, attempt, outageSince, endReason, failures);
    }

    LinkState newLink() {
        return new LinkState(
                kind, established, link + 1, servers, server, retry, policy, attempt, outageSince, endReason, failures);
    }

    /** The next server is tried at once. */
    LinkState failingOver(HalleyException cause) {
        List<HalleyException> all = new ArrayList<>(failures);
        all.add(cause);
        return new LinkState(
                Kind.OPENING,
                established,
                link + 1,
                servers,
                server + 1,
                retry,
                policy,
                attempt,
                outageSince,
                endReason,
                List.copyOf(all));
    }

    /** Another policy decides next. */
    LinkState deciding(ReconnectPolicy next) {
        return new LinkState(
                kind, established, link, servers, server, retry, next, attempt, outageSince, endReason, failures);
    }

    /** A namespace was joined: the outage, if there was one, is over. */
    LinkState joined(ReconnectPolicy first) {
        return new LinkState(
                Kind.CONNECTED, true, link, servers, server, retry, first, 0, outageSince, endReason, List.of());
    }

    /** From now on every connection that fails is followed by another. */
    LinkState retried() {
        return new LinkState(
                kind, established, link, servers, server, true, policy, attempt, outageSince, endReason, failures);
    }

    LinkState outageSince(long now) {
        return new LinkState(
                kind, established, link, servers, server, retry, policy, attempt, now, endReason, failures);
    }

    LinkState retrying(ReconnectPolicy next) {
        return new LinkState(
                Kind.WAITING,
                established,
                link + 1,
                servers,
                server,
                retry,
                next,
                attempt + 1,
                outageSince,
                endReason,
                failures);
    }

    LinkState nextServer() {
        return new LinkState(
                kind,
                established,
                link,
                servers,
                (server + 1) % servers,
                retry,
                policy,
                attempt,
                outageSince,
                endReason,
                failures);
    }

    LinkState because(@Nullable HalleyException reason) {
        return new LinkState(
                kind, established, link, servers, server, retry, policy, attempt, outageSince, reason, failures);
    }

    @Override
    public String toString() {
        return kind + "[link=" + link + ", server=" + server + ", attempt=" + attempt
                + (established ? ", established]" : "]");
    }
}
