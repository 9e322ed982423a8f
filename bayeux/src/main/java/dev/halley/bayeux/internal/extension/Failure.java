package dev.halley.bayeux.internal.extension;

/**
 * An extension that failed while a payload came in; {@link dev.halley.ClientEvent.HandlerFailed} tells of it.
 *
 * @param scope which one
 * @param cause what it threw
 */
public record Failure(String scope, Throwable cause) {}
