/**
 * Transport layer: how packets travel, by requests or over a WebSocket, and the change from the one to the other. In the
 * serial context where a class does not say otherwise. Imports payload below.
 */
@NullMarked
package dev.halley.engineio.internal.transport;

import org.jspecify.annotations.NullMarked;
