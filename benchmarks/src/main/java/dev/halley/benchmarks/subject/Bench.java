package dev.halley.benchmarks.subject;

import java.util.Map;

/** One kind of measurement. */
interface Bench extends AutoCloseable {
    /** Connects. */
    void open() throws Exception;

    /**
     * Does so much work and says what it cost.
     *
     * @param count how many messages, or what the bench counts in
     * @return figures by name
     */
    Map<String, Double> round(long count) throws Exception;

    @Override
    void close() throws Exception;
}
