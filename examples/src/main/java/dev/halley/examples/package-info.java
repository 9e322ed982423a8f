/**
 * Small programs that the documentation quotes: each has a {@code main} that takes the server's URL. They may import the
 * public packages of the clients and the JDK, nothing else.
 */
@NullMarked
package dev.halley.examples;

import org.jspecify.annotations.NullMarked;
