package dev.halley.internal.loop;

/**
 * A thread of a wire that serves many connections: while it waits, all of them do, so blocking calls are refused on it.
 */
public interface WireThread {}
