/** Annotations for the methods of namespace classes; read once, when the class is registered. Imports nothing. */
@NullMarked
package dev.halley.socketio.annotation;

import org.jspecify.annotations.NullMarked;
