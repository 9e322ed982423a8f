package dev.halley.benchmarks.subject;

/** Stands for the client until there is one. */
final class NoClient implements Client {
    @Override
    public void flood(long count, int size, boolean binary) {
        throw new IllegalStateException("not open");
    }

    @Override
    public void close() {}
}
