/**
 * Protocol layer: Bayeux messages as text and back, channel names, advice, error strings. Pure values and functions
 * without threads of their own; imports core's scanner and codec SPI.
 */
@NullMarked
package dev.halley.bayeux.internal.message;

import org.jspecify.annotations.NullMarked;
