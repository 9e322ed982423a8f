/** Vocabulary shared by both protocols. */
@NullMarked
package dev.halley;

import org.jspecify.annotations.NullMarked;
