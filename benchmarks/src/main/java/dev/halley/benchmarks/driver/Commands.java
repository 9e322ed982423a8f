package dev.halley.benchmarks.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How processes are started: the same flags for all, server and subjects on cores of their own where that can be had. */
final class Commands {
    /**
     * One core, so no parallel collector: all subjects get the one that such a machine would choose. The heap has room for
     * those whose queues have no bound, and would measure the collector otherwise.
     */
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            // What the virtual machine has to say is no answer to a command.
            "-Xlog:disable",
            "-Xlog:all=warning:stderr");

    private final Options options;
    private final List<Integer> cores = cores();
    private final boolean pinned = cores.size() >= 2 && onPath("taskset");

    Commands(Options options) {
        this.options = options;
    }

    List<String> server() {
        List<String> command = pin(0);
        command.addAll(java("-Xms64m", "1g"));
        command.add("dev.halley.benchmarks.server.ServerMain");
        return command;
    }

    List<String> subject(Scenario scenario, String subject, String port, Map<String, String> more) {
        List<String> command = pin(1);
        if (isNode(subject)) {
            command.add("node");
            command.add(directory().resolve("node").resolve("subject.js").toString());
        } else {
            // Where memory is measured it grows as it is needed.
            command.addAll(java(
                    scenario.procedure() == Scenario.Procedure.CONNECTIONS ? "-Xms64m" : "-Xms" + options.heap(),
                    options.heap()));
            if (options.profile() != null) {
                Path file = options.profile().resolve(scenario.name() + "-" + subject + ".jfr");
                command.add("-XX:StartFlightRecording=settings=profile,filename=" + file);
                command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"));
            }
            command.add("dev.halley.benchmarks.subject.SubjectMain");
        }
        Map<String, String> words = new TreeMap<>(scenario.settings());
        words.putAll(more);
        words.put("client", subject);
        words.put("port", port);
        words.forEach((name, value) -> command.add(name + "=" + value));
        return command;
    }

    static boolean isNode(String subject) {
        return subject.endsWith("-node");
    }

    /** The module's directory, which the script names. */
    static Path directory() {
        return Path.of(System.getProperty("halley.benchmarks.root", "benchmarks"));
    }

    static boolean onPath(String program) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    String description() {
        return pinned ? "server on core " + cores.get(0) + ", subject on core " + cores.get(1) : "not pinned to cores";
    }

    private static List<String> java(String first, String most) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(first);
        command.add("-Xmx" + most);
        command.addAll(FLAGS);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        return command;
    }

    private List<String> pin(int index) {
        List<String> command = new ArrayList<>();
        if (pinned) {
            command.addAll(List.of("taskset", "-c", cores.get(index).toString()));
        }
        return command;
    }

    private static List<Integer> cores() {
        List<Integer> cores = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Cpus_allowed_list:")) {
                    for (String range :
                            line.substring(line.indexOf(':') + 1).trim().split(",")) {
                        String[] ends = range.split("-");
                        for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
                            cores.add(i);
                        }
                    }
                }
            }
        } catch (IOException noLinux) {
            return List.of();
        }
        return cores;
    }
}
