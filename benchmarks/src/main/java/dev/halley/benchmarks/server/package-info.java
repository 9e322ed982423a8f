/**
 * The server of the benchmarks: one thread, prepared frames, just enough of both protocols. Runs in a process of its own;
 * imports nothing but the JDK and {@link dev.halley.benchmarks.Payloads}.
 */
@NullMarked
package dev.halley.benchmarks.server;

import org.jspecify.annotations.NullMarked;
