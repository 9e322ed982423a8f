package dev.halley.testkit;

/** Keeps the package from being empty until its first class arrives. */
public final class Placeholder {
    private Placeholder() {}
}
