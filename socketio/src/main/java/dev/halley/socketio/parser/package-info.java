/**
 * How packets become messages of the engine and back: the SPI, and the default parser (JSON). Decoders and encoders run in
 * the client's serial context, arguments are decoded where their consumer runs. Imports core only.
 */
@NullMarked
package dev.halley.socketio.parser;

import org.jspecify.annotations.NullMarked;
