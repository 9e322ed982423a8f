/** What wires have in common, below every client. Any thread. Imports the wire SPI only. */
@NullMarked
package dev.halley.internal.wire;

import org.jspecify.annotations.NullMarked;
