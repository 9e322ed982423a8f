/** Placeholder. */
@NullMarked
package dev.halley.internal.flow;

import org.jspecify.annotations.NullMarked;
