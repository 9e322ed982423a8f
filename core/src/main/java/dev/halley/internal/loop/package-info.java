/**
 * The kernel under every client: time, the shared pools and timer, the serial context that takes the place of locks,
 * and the stages that lead out of it to the application. Runs on the shared threads {@code halley-io-N},
 * {@code halley-handler-N} and {@code halley-timer}; imports the JDK and {@code dev.halley}'s exceptions only.
 */
@NullMarked
package dev.halley.internal.loop;

import org.jspecify.annotations.NullMarked;
