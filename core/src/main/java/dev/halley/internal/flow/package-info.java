/**
 * {@link java.util.concurrent.Flow} without dependencies: one subscription that hands items over in order and on
 * demand, and a multicast publisher for events and states. Signals run on the client's executor; imports the JDK and
 * {@code dev.halley}'s exceptions only.
 */
@NullMarked
package dev.halley.internal.flow;

import org.jspecify.annotations.NullMarked;
