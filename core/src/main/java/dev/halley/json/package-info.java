/**
 * The JSON SPI: a codec turns the payload of a message into the application's type and back; the envelopes around
 * payloads are read by Halley itself. A codec runs on the thread of whoever consumes the payload. Imports the JDK only.
 */
@NullMarked
package dev.halley.json;

import org.jspecify.annotations.NullMarked;
