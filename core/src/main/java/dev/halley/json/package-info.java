/**
 * The JSON SPI: a codec turns the payload of a message into the application's type and back; the envelopes around
 * payloads are read by Halley itself. A codec runs on the thread of whoever consumes the payload. Imports the JDK only.
 *
 * <p>Frozen: a codec that works with this version works with later ones; its interfaces gain default methods only.
 */
@NullMarked
package dev.halley.json;

import org.jspecify.annotations.NullMarked;
