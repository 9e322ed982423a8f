/**
 * A scripted Engine.IO and Socket.IO server for tests of code that uses a Socket.IO client: over loopback sockets, on daemon
 * threads of its own, or in memory and in virtual time, on the test's thread. Uses the JDK, core and the test kit's root
 * package only.
 */
@NullMarked
package dev.halley.testkit.socketio;

import org.jspecify.annotations.NullMarked;
