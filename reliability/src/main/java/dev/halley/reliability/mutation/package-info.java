/**
 * What is mutated, and the report of PIT. Pure; imports nothing of the project.
 */
@NullMarked
package dev.halley.reliability.mutation;

import org.jspecify.annotations.NullMarked;
