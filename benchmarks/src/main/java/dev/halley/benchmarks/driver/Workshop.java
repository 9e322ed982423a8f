package dev.halley.benchmarks.driver;

import dev.halley.benchmarks.driver.Child.ChildException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What all procedures share: how to start processes, and where failures go. Main thread. */
final class Workshop {
    static final int START_SECONDS = 120;
    static final int ROUND_SECONDS = 300;

    private final Options options;
    private final Commands commands;
    private final Path errors;
    private final Results results;
    private boolean failed;

    Workshop(Options options, Commands commands, Path errors, Results results) {
        this.options = options;
        this.commands = commands;
        this.errors = errors;
        this.results = results;
    }

    Options options() {
        return options;
    }

    boolean hasFailed() {
        return failed;
    }

    Child server() throws IOException {
        return new Child(commands.server(), errors, null);
    }

    static String port(Child server) throws ChildException, InterruptedException {
        return server.expect("ready", START_SECONDS).getOrDefault("port", "");
    }

    Child subject(Scenario scenario, String subject, Child server, String port, Map<String, String> more)
            throws IOException {
        return new Child(commands.subject(scenario, subject, port, more), errors, server);
    }

    /** The subjects that take part. */
    List<String> subjects(Scenario scenario) {
        return scenario.subjects().stream()
                .filter(subject -> options.wants(subject) && isThere(subject))
                .toList();
    }

    /** Node is a further reference: a machine without it measures the rest. */
    private boolean isThere(String subject) {
        if (!Commands.isNode(subject) || Commands.onPath("node")) {
            return true;
        }
        results.say("left out: " + subject + ", as there is no node on the PATH");
        return false;
    }

    void fail(Scenario scenario, String who, Exception why) {
        failed = true;
        results.say("FAILED: " + scenario.name() + ", " + who + ": " + why.getMessage() + " (see " + errors + ")");
    }
}
