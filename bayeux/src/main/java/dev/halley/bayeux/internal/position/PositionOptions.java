package dev.halley.bayeux.internal.position;

import dev.halley.bayeux.Replay;
import org.jspecify.annotations.Nullable;

/**
 * Which positions the application wants to be kept.
 *
 * @param ack whether the acknowledgement extension is used where the server has it
 * @param manual whether the application acknowledges each message itself
 * @param replay how subscriptions go on where they were, where the server has the extension
 */
public record PositionOptions(
        boolean ack, boolean manual, @Nullable Replay replay) {}
