/**
 * Small pieces of the hot path by themselves, for JMH with its allocation profiler ({@code benchmarks/jmh}). Runs on JMH's
 * threads; imports internals of the modules that it looks at.
 */
@NullMarked
package dev.halley.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
