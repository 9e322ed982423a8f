package dev.halley.internal.loop;

/**
 * A wire provider that brings the time and the threads of its clients along: that of a test kit in virtual time. Any
 * thread.
 */
public interface KernelSource {
    /** What a client over this wire stands on, instead of {@link Kernel#shared}. */
    Kernel kernel();
}
