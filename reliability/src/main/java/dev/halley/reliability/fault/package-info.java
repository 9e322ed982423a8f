/** What happens in a trial, and when: pure, drawn from a seed. Any thread; imports the JDK. */
@NullMarked
package dev.halley.reliability.fault;

import org.jspecify.annotations.NullMarked;
