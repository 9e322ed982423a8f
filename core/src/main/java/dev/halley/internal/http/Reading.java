package dev.halley.internal.http;

/** How fast a WebSocket is read. */
public enum Reading {
    /** As fast as messages come. */
    OPEN,
    /** Once per 100 ms: one message, or several small ones as one read of the socket would bring them. */
    THROTTLED,
    /** Not at all: no ping is answered, no close is noticed. */
    STOPPED
}
