package dev.halley.cli;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.ConnectionType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds out what a server speaks. */
@Command(
        name = "probe",
        description =
                "Shows what a server speaks: of Bayeux transports, advice, extensions and latency; of Engine.IO, on"
                        + " which Socket.IO stands, version, transports and heartbeat; or what is wrong with the URL.")
final class ProbeCommand implements Callable<Integer> {
    private final Console console;
    private final Stop stop;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    ProbeCommand(Console console, Stop stop) {
        this.console = console;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        EngineProbe engine = new EngineProbe(connection, stop);
        boolean likely = EngineProbe.isLikely(connection.url());
        if (likely && engine.run().works()) {
            return shown(engine);
        }
        List<ProbeReport.Way> ways = new ArrayList<>();
        Failure worst = null;
        for (ConnectionType type : connection.transports()) {
            if (stop.requested()) {
                return ExitCode.OK;
            }
            HandshakeCapture capture = new HandshakeCapture();
            try (BayeuxClient client = connection
                    .builder(ConnectionOptions.TEN_SECONDS, List.of(type))
                    .extension(capture)
                    .build()) {
                ways.add(stop.during(client.async()::close, () -> {
                    connection.open(client, ConnectionOptions.TEN_SECONDS);
                    return new ProbeReport.Way(type.wireName(), capture.seen(), null);
                }));
            } catch (ConnectionOptions.OpeningException e) {
                Failure failure = Failure.opening(e.failure());
                ways.add(new ProbeReport.Way(type.wireName(), capture.seen(), failure.text()));
                // a request over HTTP, the last of the transports, brings more of the reason than a refused upgrade
                worst = failure;
            }
        }
        ProbeReport report = new ProbeReport(connection.shownUrl(), ways);
        if (!report.works() && (likely || engine.run().works())) {
            return shown(engine);
        }
        if (json) {
            console.line(report.json());
        } else {
            report.lines().forEach(console::line);
        }
        if (report.works() || worst == null) {
            return ExitCode.OK;
        }
        console.note(worst.line());
        return worst.code();
    }

    private int shown(EngineProbe engine) {
        if (json) {
            console.line(engine.json());
        } else {
            engine.lines().forEach(console::line);
        }
        Failure failure = engine.failure();
        if (failure == null) {
            return ExitCode.OK;
        }
        console.note(failure.line());
        return failure.code();
    }
}
