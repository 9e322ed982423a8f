package dev.halley.reliability.fault;

import java.util.Locale;

/** What can go wrong between a client and its server, and how long it lasts in milliseconds; nothing for a moment. */
public enum FaultKind {
    /** All connections are reset. */
    RESET(Actor.NETWORK, 0, 0),
    /** One direction of all connections ends in order. */
    HALF_CLOSE(Actor.NETWORK, 0, 0),
    /** Everything is swallowed, the end of connections too. */
    BLACKHOLE(Actor.NETWORK, 3_000, 9_000),
    /** Everything takes two seconds more. */
    LATENCY(Actor.NETWORK, 3_000, 8_000),
    /** One kilobyte a second. */
    THROTTLE(Actor.NETWORK, 3_000, 8_000),
    /** A connection breaks in the middle of what is sent next. */
    CUT_MID_FRAME(Actor.NETWORK, 0, 0),
    /** Nobody listens. */
    CONNECT_REFUSED(Actor.NETWORK, 1_000, 6_000),
    /** A proxy answers with a page and status 502 or 503. */
    ERROR_PAGE(Actor.FRONT, 1_000, 6_000),
    /** Another certificate that the client trusts. */
    TLS_RENEWED(Actor.FRONT, 0, 0),
    /** A certificate that the client must not accept. */
    TLS_INVALID(Actor.FRONT, 2_000, 6_000),
    /** A load balancer leads to a node that knows neither session nor cookie. */
    NODE_SWITCH(Actor.FRONT, 0, 0),
    /** The server accepts another token than before. */
    TOKEN_EXPIRED(Actor.SERVER, 0, 0),
    /** SIGKILL; started again at the end. */
    SERVER_KILLED(Actor.PROCESS, 500, 4_000),
    /** SIGSTOP, for longer than the heartbeat. */
    SERVER_PAUSED(Actor.PROCESS, 4_500, 9_000),
    /** SIGSTOP of the client, for longer than the heartbeat. */
    CLIENT_PAUSED(Actor.PROCESS, 4_500, 12_000),
    /** The wall clock is set back. */
    CLOCK_SET_BACK(Actor.CLOCK, 0, 0);

    /** Where it happens. */
    enum Actor {
        NETWORK,
        FRONT,
        SERVER,
        PROCESS,
        CLOCK
    }

    private final Actor actor;
    private final int shortest;
    private final int longest;

    FaultKind(Actor actor, int shortest, int longest) {
        this.actor = actor;
        this.shortest = shortest;
        this.longest = longest;
    }

    boolean lasts() {
        return longest > 0;
    }

    int shortest() {
        return shortest;
    }

    int longest() {
        return longest;
    }

    /** Two of these never at once: a process that is stopped can't be talked to, and one certificate is shown at a time. */
    boolean excludes(FaultKind other) {
        return actor == Actor.PROCESS && other.actor == Actor.PROCESS || isTls() && other.isTls() || this == other;
    }

    boolean isTls() {
        return this == TLS_RENEWED || this == TLS_INVALID;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
