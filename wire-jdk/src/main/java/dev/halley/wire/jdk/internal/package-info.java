/**
 * The inside of the JDK's wire: engines shared by clients, exchanges, sockets, and one class for each way in which
 * {@code java.net.http} surprises. Runs on the settings' executor; never blocks. Imports the wire SPI and the JDK.
 */
@NullMarked
package dev.halley.wire.jdk.internal;

import org.jspecify.annotations.NullMarked;
