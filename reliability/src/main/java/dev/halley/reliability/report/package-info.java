/**
 * What trials come to: one line of JSON each, and the tables made of them. Any thread; imports plans, samples, targets,
 * units and Jackson.
 */
@NullMarked
package dev.halley.reliability.report;

import org.jspecify.annotations.NullMarked;
