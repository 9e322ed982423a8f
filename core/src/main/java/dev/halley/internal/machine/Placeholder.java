package dev.halley.internal.machine;

/** Keeps the package from being empty until its first class arrives. */
final class Placeholder {
    private Placeholder() {}
}
