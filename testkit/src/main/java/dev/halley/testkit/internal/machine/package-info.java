/**
 * For Halley's own tests of its machines; not exported. Runs on the test's thread. Imports core only.
 */
@NullMarked
package dev.halley.testkit.internal.machine;

import org.jspecify.annotations.NullMarked;
