/** The Bayeux client's public face. May import core. */
@NullMarked
package dev.halley.bayeux;

import org.jspecify.annotations.NullMarked;
