/** What the process of a client holds: threads, sockets, memory. Any thread; imports nothing of the project. */
@NullMarked
package dev.halley.reliability.watch;

import org.jspecify.annotations.NullMarked;
