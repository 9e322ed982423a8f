/**
 * The Engine.IO client: usable alone, or below Socket.IO. Listeners run on the client's
 * executor. Imports core only.
 */
@NullMarked
package dev.halley.engineio;

import org.jspecify.annotations.NullMarked;
