/**
 * The Socket.IO client, for threads that wait, for stages, and as {@link java.util.concurrent.Flow} publishers. Handlers,
 * listeners and dependent stages run on the client's executor. Imports core and the engine only.
 */
@NullMarked
package dev.halley.socketio;

import org.jspecify.annotations.NullMarked;
