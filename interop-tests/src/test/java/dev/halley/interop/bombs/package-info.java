/**
 * What a hostile server can do to the memory of a client, tried in JVMs of 64 MiB: each attempt ends at a limit that has
 * a name, and the client is of use afterwards. The attacker runs on threads of the test's JVM, the clients in one of
 * their own; every wait is bounded, every port is free and on loopback.
 */
package dev.halley.interop.bombs;
