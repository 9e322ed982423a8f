/** Service interface of the wire. */
@NullMarked
package dev.halley.wire;

import org.jspecify.annotations.NullMarked;
