/**
 * Scripted servers and wires, a fault proxy, virtual time and recording subscribers for tests of code that uses Halley. Uses the JDK
 * and core only. The server runs on daemon threads of its own; everything else runs on the test's thread.
 */
@NullMarked
package dev.halley.testkit;

import org.jspecify.annotations.NullMarked;
