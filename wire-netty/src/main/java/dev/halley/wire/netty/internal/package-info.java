/**
 * The inside of Netty's wire: event loops shared by the JVM, engines shared by clients, dials, pooled connections,
 * exchanges and sockets. Everything of a connection happens on its event loop, without locks; names are looked up and TLS
 * work is done on the settings' executor. Imports the wire SPI, Netty and the JDK.
 */
@NullMarked
package dev.halley.wire.netty.internal;

import org.jspecify.annotations.NullMarked;
