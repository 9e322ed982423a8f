/**
 * What a benchmark measures: one client, Halley or another, in a process of its own that obeys lines on standard input.
 * Measured on the client's own threads; imports the clients.
 */
@NullMarked
package dev.halley.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
