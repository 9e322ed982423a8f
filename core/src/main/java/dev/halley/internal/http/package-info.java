/** Placeholder. */
@NullMarked
package dev.halley.internal.http;

import org.jspecify.annotations.NullMarked;
