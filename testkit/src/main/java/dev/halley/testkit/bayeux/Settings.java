package dev.halley.testkit.bayeux;

import java.time.Duration;
import java.util.List;

/** What a server was built with. */
record Settings(
        Dialect dialect,
        List<String> connectionTypes,
        Duration timeout,
        Duration interval,
        Duration maxInterval,
        boolean numericIds,
        boolean replay,
        int retention,
        int maxRequestBytes,
        int messagesPerFrame,
        int sessionsPerBrowser,
        boolean advisesMaxInterval,
        String path) {
    boolean offers(String connectionType) {
        return connectionTypes.contains(connectionType);
    }
}
