/**
 * Session layer: one client's connections, its namespaces, and what it sends and receives in them. Everything here runs in
 * the client's serial context, where a class does not say otherwise. Imports the parser SPI and the engine's session.
 */
@NullMarked
package dev.halley.socketio.internal.session;

import org.jspecify.annotations.NullMarked;
