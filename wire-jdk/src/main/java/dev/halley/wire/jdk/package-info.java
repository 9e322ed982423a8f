/**
 * The default wire: HTTP/1.1 and WebSocket over {@code java.net.http}. It is found by itself; {@link JdkWire} is for
 * those who bring an {@link java.net.http.HttpClient} of their own. Imports the wire SPI and the JDK.
 *
 * <p>What the JDK's client can't do, and what follows from it:
 *
 * <ul>
 *   <li>Messages are not compressed, and SOCKS proxies are refused: {@code halley-wire-netty} does both.
 *   <li>A WebSocket, and any {@code https} or {@code wss} URL, goes through an HTTP proxy by {@code CONNECT}, and
 *       the JDK sends no Basic credentials with it unless the system property
 *       {@code jdk.http.auth.tunneling.disabledSchemes} is set to nothing before the first request of the JVM.
 *   <li>The headers of a successful upgrade are not visible; its cookies are (not with a client of your own).
 *   <li>A WebSocket upgrade whose connection is lost before the reply is sent once more by the JDK itself. A POST
 *       never is, and a GET is not either: this wire prevents it, at the cost of a header {@code Content-Length: 0}.
 *   <li>A failure before the head of a reply, and the opening of a WebSocket, are told on the JVM's common pool. An
 *       application that blocks all of its threads (on Java 25 and a small machine there may be one) delays them; replies
 *       do not depend on it.
 *   <li>The end of a WebSocket's connection is lost when it comes during a callback, or while nothing is asked for. A
 *       socket that has fallen quiet is therefore pinged, which finds out within about two seconds.
 *   <li>On Java 17 to 19 idle connections are kept for 20 minutes (system property
 *       {@code jdk.httpclient.keepalive.timeout}, in seconds). A server that closes them earlier, as most do, is
 *       noticed; a firewall that forgets them in silence is not.
 *   <li>On Java 17 to 20 the threads of an engine end some time after its last client closed, with the next garbage
 *       collection; later they end at once.
 * </ul>
 */
@NullMarked
package dev.halley.wire.jdk;

import org.jspecify.annotations.NullMarked;
