/**
 * Clients that are closed wherever they are: in JVMs of their own, where nothing else keeps threads or sockets. Clients and
 * servers run on shared threads, what waits on threads of the program; every wait is bounded, every port is free and on
 * loopback.
 */
package dev.halley.reliability.close;
