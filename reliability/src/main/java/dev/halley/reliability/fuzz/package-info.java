/**
 * Targets for fuzzing: what reads bytes from the network, given any bytes. A target throws when a decoder throws what it
 * does not document, or when what it says is not true. One thread; in a process of Jazzer, or in a test. Imports everything
 * that decodes.
 */
@NullMarked
package dev.halley.reliability.fuzz;

import org.jspecify.annotations.NullMarked;
