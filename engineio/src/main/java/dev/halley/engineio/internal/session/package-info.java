/**
 * Session layer: one Engine.IO session from its handshake to its end. Everything here runs in the client's serial context.
 * Imports the layers below: transport, payload.
 */
@NullMarked
package dev.halley.engineio.internal.session;

import org.jspecify.annotations.NullMarked;
