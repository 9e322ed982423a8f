package dev.halley.json;

/** Placeholder. */
public interface JsonCodecProvider {}
