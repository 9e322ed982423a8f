/**
 * Dispatch layer: handlers, streams of events and classes of namespaces, and how events get to them. Tables are for any
 * thread; events come in in the client's serial context and are handled on its executor. Imports the session layer and the
 * public types.
 */
@NullMarked
package dev.halley.socketio.internal.dispatch;

import org.jspecify.annotations.NullMarked;
