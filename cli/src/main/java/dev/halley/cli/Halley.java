package dev.halley.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever a command ends with into an exit code. */
final class Halley {
    private Halley() {}

    /** Runs one command line; never throws and never ends the JVM. */
    static int run(Console console, Stop stop, String... args) {
        HalleyCommand root = new HalleyCommand();
        CommandLine line = new CommandTree(console, stop).below(root, args);
        PrintWriter results = console.results();
        line.setOut(results);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setUsageHelpWidth(100);
        Errors errors = new Errors(root, console, stop);
        line.setParameterExceptionHandler(errors);
        line.setExecutionExceptionHandler(errors);
        return line.execute(args);
    }

    /** No lambdas: an archive of classes takes none whose interface is as old as picocli's. */
    private record Errors(HalleyCommand root, Console console, Stop stop)
            implements IParameterExceptionHandler, IExecutionExceptionHandler {
        @Override
        public int handleParseException(ParameterException e, String[] args) {
            return usage(e, console);
        }

        @Override
        public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
            return failed(e, root.verbose, console, stop, command);
        }
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
