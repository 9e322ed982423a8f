/**
 * Payload layer: packets as text and bytes, in both versions. Pure functions, on any thread. Imports core only.
 */
@NullMarked
package dev.halley.engineio.internal.payload;

import org.jspecify.annotations.NullMarked;
