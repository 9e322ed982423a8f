/** Placeholder. */
@NullMarked
package dev.halley.internal.loop;

import org.jspecify.annotations.NullMarked;
