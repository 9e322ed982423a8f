package dev.halley.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The group of commands that speak Socket.IO. */
@Command(
        name = "socketio",
        description = "Listens and emits over Socket.IO (servers of 1.x to 4.x).",
        synopsisSubcommandLabel = "COMMAND")
final class SocketIoCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw HalleyCommand.missing(spec);
    }
}
