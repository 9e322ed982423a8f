/**
 * The vocabulary that both protocols share: exceptions, connection states and events, reconnect policy, overflow
 * policy, type references. Values only: nothing here owns a thread or does I/O, and it imports nothing but the JDK.
 */
@NullMarked
package dev.halley;

import org.jspecify.annotations.NullMarked;
