/**
 * What one client is made of, between the public faces and the layers below. For any thread, where a class does not say
 * otherwise. Imports dispatch, session, the engine and the public types.
 */
@NullMarked
package dev.halley.socketio.internal.client;

import org.jspecify.annotations.NullMarked;
