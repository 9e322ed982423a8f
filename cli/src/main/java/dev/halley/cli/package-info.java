/** The halley command. May import the clients, picocli and the embedded servers. */
@NullMarked
package dev.halley.cli;

import org.jspecify.annotations.NullMarked;
