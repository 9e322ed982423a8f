package dev.halley.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Assembles the command tree and turns whatever a command ends with into an exit code. */
final class Halley {
    private Halley() {}

    /** Runs one command line; never throws and never ends the JVM. */
    static int run(Console console, Stop stop, String... args) {
        HalleyCommand root = new HalleyCommand();
        return commandLine(root, console, stop).execute(args);
    }

    private static CommandLine commandLine(HalleyCommand root, Console console, Stop stop) {
        CommandLine bayeux = new CommandLine(new BayeuxCommand());
        bayeux.addSubcommand(new SubCommand(console, stop));
        // So that -1 is a value; Values tells unknown options.
        bayeux.addSubcommand(
                new CommandLine(new PubCommand(console, stop)).setUnmatchedOptionsArePositionalParams(true));
        bayeux.addSubcommand(
                new CommandLine(new CallCommand(console, stop)).setUnmatchedOptionsArePositionalParams(true));
        CommandLine socketIo = new CommandLine(new SocketIoCommand());
        socketIo.addSubcommand(new ListenCommand(console, stop));
        socketIo.addSubcommand(
                new CommandLine(new EmitCommand(console, stop)).setUnmatchedOptionsArePositionalParams(true));
        CommandLine line = new CommandLine(root);
        line.addSubcommand(bayeux);
        line.addSubcommand(socketIo);
        line.addSubcommand(new ProbeCommand(console, stop));
        line.addSubcommand(new ServeCommand(console, stop));
        line.addSubcommand(new DemoCommand(console, stop));
        line.addSubcommand(new CompletionCommand(console));
        PrintWriter results = console.results();
        line.setOut(results);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setUsageHelpWidth(100);
        line.setParameterExceptionHandler((e, arguments) -> usage(e, console));
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, root.verbose, console, stop, command));
        return line;
    }

    private static int usage(ParameterException e, Console console) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        console.note("halley: " + text(e) + " (try: " + command + " --help)");
        return ExitCode.USAGE;
    }

    private static String text(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            for (String argument : unmatched.getUnmatched()) {
                if (argument.startsWith("-")) {
                    return Values.unknownOption(argument);
                }
            }
        }
        // picocli repeats the whole option before what the converter said; what it said is enough.
        boolean positional = e.getArgSpec() != null && e.getArgSpec().isPositional();
        return Failure.message(
                positional && e.getCause() instanceof TypeConversionException conversion ? conversion : e);
    }

    private static int failed(Exception e, boolean verbose, Console console, Stop stop, CommandLine command) {
        if (e instanceof Console.ClosedOutputException) {
            return ExitCode.OK;
        }
        // Whoever stops a command wants no error for it; a demo is good only when it was told to its end.
        if (stop.requested() && !(e instanceof Demo.DemoFailedException)) {
            return ExitCode.OK;
        }
        if (e instanceof TypeConversionException) {
            return usage(new ParameterException(command, Failure.message(e)), console);
        }
        Failure failure;
        Throwable cause = e;
        if (e instanceof ConnectionOptions.OpeningException opening) {
            cause = opening.failure();
            failure = Failure.opening(cause);
        } else {
            failure = Failure.running(e);
        }
        console.note(failure.line());
        if (verbose) {
            console.trace(cause);
        }
        return failure.code();
    }
}
