/**
 * Observation layer: what a client tells of itself beside its messages: its log, its observers. Any thread where a class
 * does not say otherwise. Imports the public vocabulary and the loop's clock.
 */
@NullMarked
package dev.halley.internal.observe;

import org.jspecify.annotations.NullMarked;
