/**
 * From the serial context to the application: bounded queues for handlers and for the client's one stream, and the
 * pressure they put on reading. Filled in the client's serial context, emptied on the client's executor or by the
 * application's own threads; imports {@code dev.halley}, {@code internal.loop} and {@code internal.flow}.
 */
@NullMarked
package dev.halley.internal.delivery;

import org.jspecify.annotations.NullMarked;
