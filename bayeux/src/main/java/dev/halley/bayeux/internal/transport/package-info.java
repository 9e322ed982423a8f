/**
 * Transport layer: carries batches of messages over HTTP requests or a WebSocket. Called in the client's serial context
 * and calls back there; only parsing runs on the wire's threads. Imports message and core's HTTP policy.
 */
@NullMarked
package dev.halley.bayeux.internal.transport;

import org.jspecify.annotations.NullMarked;
