package dev.halley.bayeux.internal.extension;

import dev.halley.bayeux.ExtensionException;

/**
 * A message that does not go on.
 *
 * @param message as it was before any extension saw it
 * @param why which extension withheld it, or failed
 */
public record Refusal<M>(M message, ExtensionException why) {}
