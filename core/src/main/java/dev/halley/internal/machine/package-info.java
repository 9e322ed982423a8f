/** Placeholder. */
@NullMarked
package dev.halley.internal.machine;

import org.jspecify.annotations.NullMarked;
