/**
 * Starts the server and the subjects, interleaves their rounds and writes the results. Runs on the main thread of the
 * first process; imports the JDK and {@link dev.halley.benchmarks.Payloads}.
 */
@NullMarked
package dev.halley.benchmarks.driver;

import org.jspecify.annotations.NullMarked;
