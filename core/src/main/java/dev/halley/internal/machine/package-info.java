/**
 * What the connection machines of both protocols have in common: pure functions from a state and an event to the next
 * state and the effects it orders. Values only, no thread of its own; imports the JDK only.
 */
@NullMarked
package dev.halley.internal.machine;

import org.jspecify.annotations.NullMarked;
