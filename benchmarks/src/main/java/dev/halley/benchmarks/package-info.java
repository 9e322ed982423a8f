/** Entry point of the benchmarks and what server and subjects must agree on; any thread, imports the driver. */
@NullMarked
package dev.halley.benchmarks;

import org.jspecify.annotations.NullMarked;
