package dev.halley.benchmarks.driver;

import java.util.List;
import java.util.Map;

/**
 * One comparison.
 *
 * @param name its name in the results
 * @param procedure how its rounds are run
 * @param settings what the subjects are told beside their name and the server's port
 * @param subjects who is compared, in the order of the rounds
 * @param peer whom the ratios are to
 * @param quick whether it belongs to a quick run
 */
record Scenario(
        String name,
        Procedure procedure,
        Map<String, String> settings,
        List<String> subjects,
        String peer,
        boolean quick) {
    /** How rounds are run. */
    enum Procedure {
        /** Every subject's process lives over all rounds; each works for about the same time. */
        TURNS,
        /** As above, with half of the calls per second that the peer can do. */
        HALF_LOAD,
        /** A new process for each round, which opens a number of connections. */
        CONNECTIONS,
        /** A new process for each round, and a server that goes away for a while. */
        STORM,
        /** No server: how long a command takes. */
        START
    }
}
