/**
 * A wire over Netty: HTTP/1.1 and WebSocket on a few event loops that all clients of the JVM share. It is found by itself
 * and preferred to the JDK's; {@link NettyWire} is for those who want compression. Imports the wire SPI and its own inside.
 *
 * <p>Prefer it where many messages or many connections count, where messages are to be compressed, or where a SOCKS proxy
 * or an HTTP proxy with credentials lies in between. The JDK's wire needs no further jars.
 *
 * <ul>
 *   <li>At most four threads for all connections of the JVM ({@code halley-netty-1} and so on), which end one second after
 *       the last client closed. The callbacks of the SPI come on them, so a call that blocks is refused there.
 *   <li>With {@code netty-transport-native-epoll} (Linux) or {@code netty-transport-native-kqueue} (macOS) of the platform
 *       on the class path, the operating system is asked natively; otherwise by the JDK.
 *   <li>Through an HTTP proxy, {@code http} URLs are asked of the proxy itself, and everything else, WebSockets included,
 *       goes through a tunnel ({@code CONNECT}). Credentials go out at once, by the Basic scheme. Through SOCKS (version 5)
 *       the proxy looks names up.
 *   <li>An idle HTTP connection is kept for 30 seconds.
 *   <li>A send completes when the operating system took the message; many messages go out with one system call.
 * </ul>
 */
@NullMarked
package dev.halley.wire.netty;

import org.jspecify.annotations.NullMarked;
