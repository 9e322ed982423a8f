/**
 * The command: reads what is wanted, starts trials in processes of their own, several at a time, and writes what they came to.
 * The main thread waits; a thread for each trial that runs. Imports plans and reports.
 */
@NullMarked
package dev.halley.reliability.driver;

import org.jspecify.annotations.NullMarked;
