package dev.halley.benchmarks.subject;

/** All arguments of an event with bytes. */
public record BinaryEvent(int id, byte[] bytes) {}
