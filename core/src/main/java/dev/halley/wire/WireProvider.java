package dev.halley.wire;

/** Placeholder. */
public interface WireProvider {}
