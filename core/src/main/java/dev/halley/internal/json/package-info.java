/** Placeholder. */
@NullMarked
package dev.halley.internal.json;

import org.jspecify.annotations.NullMarked;
