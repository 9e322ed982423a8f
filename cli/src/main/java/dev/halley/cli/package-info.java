/**
 * The {@code halley} command. Its commands run on the main thread, notes about a client are written on the client's
 * executor, and {@link dev.halley.cli.Main} alone ends the JVM. May import the clients, picocli and the embedded servers.
 */
@NullMarked
package dev.halley.cli;

import org.jspecify.annotations.NullMarked;
