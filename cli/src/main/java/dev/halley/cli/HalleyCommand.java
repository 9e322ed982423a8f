package dev.halley.cli;

import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the commands. */
@Command(
        name = "halley",
        versionProvider = HalleyCommand.Version.class,
        description = "Talks to realtime servers.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything happened, or you ended it",
            "1:a subscribe, publish or call was refused or is unconfirmed, or the server ended the session",
            "2:the command line is wrong",
            "3:could not connect",
            "4:not authorised",
            "5:timed out"
        })
final class HalleyCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    boolean verbose;

    @Override
    public void run() {
        throw missing(spec);
    }

    /** A group of commands was named, and none of its commands. */
    static ParameterException missing(CommandSpec spec) {
        return new ParameterException(
                spec.commandLine(),
                "missing command (expected: "
                        + String.join(", ", spec.subcommands().keySet()) + ")");
    }

    /** The version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = HalleyCommand.class.getPackage().getImplementationVersion();
            return new String[] {
                "halley " + Objects.requireNonNullElse(version, "(not from a jar)"),
            };
        }
    }
}
