package dev.halley.benchmarks.driver;

import java.util.List;
import java.util.Map;

/**
 * One comparison.
 *
 * @param name its name in the results
 * @param bench what the subjects do
 * @param settings what they are told beside their name and the server's port
 * @param subjects who is compared, in the order of the rounds
 * @param peer whom the ratios are to
 * @param quick whether it belongs to a quick run
 * @param fixedCount what a round counts to, or 0 to measure about the same time with each
 */
record Scenario(
        String name,
        String bench,
        Map<String, String> settings,
        List<String> subjects,
        String peer,
        boolean quick,
        long fixedCount) {}
