/**
 * Halley against real servers: CometD on Jetty, in this JVM or in one that can be killed, and Faye on Node. Tests run on
 * JUnit's thread and see the clients only from outside; every wait is bounded, every port is free and on loopback.
 */
package dev.halley.interop;
