package dev.halley.benchmarks.subject;

/** A message's content, as a user would declare it. */
public record Event(int id, String text) {}
