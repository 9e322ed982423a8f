/** Small programs that the documentation quotes. May import the public packages of the clients. */
@NullMarked
package dev.halley.examples;

import org.jspecify.annotations.NullMarked;
