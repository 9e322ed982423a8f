/**
 * One trial, in a process of its own. The main thread follows the schedule; the client, its proxy, the gate and the server's
 * lines have threads of their own, and all of them write into the two books. Imports plans, the clients, the test kit and the
 * kernel's clock.
 */
@NullMarked
package dev.halley.reliability.trial;

import org.jspecify.annotations.NullMarked;
