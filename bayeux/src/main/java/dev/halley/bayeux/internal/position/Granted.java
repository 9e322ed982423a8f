package dev.halley.bayeux.internal.position;

import org.jspecify.annotations.Nullable;

/**
 * How a subscription goes on that the server has granted.
 *
 * @param whole whether nothing is missing before it
 * @param refused whether a position was refused before, so that something is missing
 * @param last the position before what is missing, for people
 */
public record Granted(
        boolean whole, boolean refused, @Nullable String last) {
    static final Granted PLAIN = new Granted(false, false, null);
}
