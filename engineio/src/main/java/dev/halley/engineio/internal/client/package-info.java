/**
 * Client layer: an Engine.IO client on its own, between the public faces and the session. Called by any thread; its state
 * is the serial context's. Imports session below.
 */
@NullMarked
package dev.halley.engineio.internal.client;

import org.jspecify.annotations.NullMarked;
