/**
 * Reads annotated objects. On the thread that registers them; what it makes runs on the client's executor. Imports the
 * public annotations and clients, dispatch and message.
 */
@NullMarked
package dev.halley.bayeux.internal.annotation;

import org.jspecify.annotations.NullMarked;
