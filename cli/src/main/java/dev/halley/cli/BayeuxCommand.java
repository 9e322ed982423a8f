package dev.halley.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The group of commands that speak Bayeux. */
@Command(
        name = "bayeux",
        description = "Subscribes, publishes and calls over Bayeux (CometD, Faye, Salesforce).",
        synopsisSubcommandLabel = "COMMAND")
final class BayeuxCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw HalleyCommand.missing(spec);
    }
}
