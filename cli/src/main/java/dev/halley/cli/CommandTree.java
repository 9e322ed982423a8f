package dev.halley.cli;

import java.util.List;
import picocli.CommandLine;

/**
 * Assembles the command tree, or as much of it as a command line needs: reading the annotations of all commands would be a
 * third of the command's start.
 */
final class CommandTree {
    private static final String COMPLETION = "completion";
    private static final List<String> TOP = List.of("bayeux", "socketio", "probe", "serve", "demo", COMPLETION);
    private static final List<String> BAYEUX = List.of("sub", "pub", "call");
    private static final List<String> SOCKET_IO = List.of("listen", "emit");

    private final Console console;
    private final Stop stop;

    CommandTree(Console console, Stop stop) {
        this.console = console;
        this.stop = stop;
    }

    /** The commands below the root that these words can reach; all of them for words that may ask for all their names. */
    CommandLine below(HalleyCommand root, String... args) {
        CommandLine line = new CommandLine(root);
        if (args.length == 1 && args[0].equals("--version")) {
            return line;
        }
        String group = args.length > 0 ? args[0] : "";
        String next = args.length > 1 ? args[1] : "";
        List<String> names = group.equals(COMPLETION) ? TOP : named(group, TOP);
        for (String name : names) {
            line.addSubcommand(name, top(name, names.size() == 1 ? next : ""));
        }
        return line;
    }

    private static List<String> named(String word, List<String> names) {
        return names.contains(word) ? List.of(word) : names;
    }

    private CommandLine top(String name, String next) {
        return switch (name) {
            case "bayeux" -> group(new BayeuxCommand(), named(next, BAYEUX));
            case "socketio" -> group(new SocketIoCommand(), named(next, SOCKET_IO));
            case "probe" -> new CommandLine(new ProbeCommand(console, stop));
            case "serve" -> new CommandLine(new ServeCommand(console, stop));
            case "demo" -> new CommandLine(new DemoCommand(console, stop));
            case COMPLETION -> new CommandLine(new CompletionCommand(console));
            default -> throw new IllegalArgumentException("command: " + name + " (expected: one of " + TOP + ")");
        };
    }

    private CommandLine group(Object command, List<String> names) {
        CommandLine line = new CommandLine(command);
        for (String name : names) {
            line.addSubcommand(name, leaf(name));
        }
        return line;
    }

    private CommandLine leaf(String name) {
        return switch (name) {
            case "sub" -> new CommandLine(new SubCommand(console, stop));
            case "listen" -> new CommandLine(new ListenCommand(console, stop));
            // So that -1 is a value; Values tells unknown options.
            case "pub" -> new CommandLine(new PubCommand(console, stop)).setUnmatchedOptionsArePositionalParams(true);
            case "call" -> new CommandLine(new CallCommand(console, stop)).setUnmatchedOptionsArePositionalParams(true);
            case "emit" -> new CommandLine(new EmitCommand(console, stop)).setUnmatchedOptionsArePositionalParams(true);
            default ->
                throw new IllegalArgumentException(
                        "command: " + name + " (expected: one of " + BAYEUX + " or " + SOCKET_IO + ")");
        };
    }
}
