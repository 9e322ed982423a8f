/**
 * The default parser: packets as text with JSON arguments, their bytes as attachments. Decoders are confined to the client's
 * serial context; encoders and decoded arguments may be used by any thread. Imports core and the parser SPI.
 */
@NullMarked
package dev.halley.socketio.internal.packet;

import org.jspecify.annotations.NullMarked;
