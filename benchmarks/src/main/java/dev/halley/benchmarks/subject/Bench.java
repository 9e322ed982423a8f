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
     * @param offered how many a second, or 0 for as many as it can
     * @return figures by name
     */
    Map<String, Double> round(long count, double offered) throws Exception;

    @Override
    void close() throws Exception;
}
