/**
 * Observation layer: what a client tells of itself beside its messages: its log, its observers, its
 * listeners, and who waits for a state. Any thread where a class does not say otherwise. Imports the public vocabulary,
 * the loop and the flow.
 */
@NullMarked
package dev.halley.internal.observe;

import org.jspecify.annotations.NullMarked;
