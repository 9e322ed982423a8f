/** Placeholder. */
@NullMarked
package dev.halley.internal.delivery;

import org.jspecify.annotations.NullMarked;
