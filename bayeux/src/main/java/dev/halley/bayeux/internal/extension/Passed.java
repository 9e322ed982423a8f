package dev.halley.bayeux.internal.extension;

import dev.halley.wire.Headers;
import java.util.List;

/**
 * What came out of the extensions.
 *
 * @param messages what goes on, in order
 * @param headers those to send with an outgoing payload
 * @param refused what does not go on
 * @param failures what went wrong with an incoming payload, which goes on nevertheless
 */
public record Passed<M>(List<M> messages, Headers headers, List<Refusal<M>> refused, List<Failure> failures) {}
