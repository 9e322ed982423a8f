package dev.halley.reliability.trial;

import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.report.SoakOutcome;
import dev.halley.reliability.report.Trend;
import dev.halley.reliability.watch.Resources;
import dev.halley.reliability.watch.Sample;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import dev.halley.wire.WireProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Many clients, one after the other: each connects and is closed. Main thread; all clients and wires take turns. */
final class StartStop {
    private static final String TOKEN = "token-0";
    private static final int AT_ONCE = 20;

    /** Enough of them in the second half to see a trend. */
    private static final int SAMPLES = 20;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final int count;
    private final Journal journal;
    private final List<WireProvider> wires = List.of(SteppedWire.of("jdk"), SteppedWire.of("netty"));
    private final List<String> problems = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();

    StartStop(int count, Journal journal) {
        this.count = count;
        this.journal = journal;
    }

    private interface Running {
        CompletableFuture<Void> stop();
    }

    SoakOutcome run() {
        try (ServerProcess bayeux = server(Plan.Client.BAYEUX);
                ServerProcess socketIo = server(Plan.Client.SOCKETIO)) {
            Set<Integer> ports = Set.of(bayeux.port(0), socketIo.port(0));
            int every = Math.max(AT_ONCE, count / SAMPLES);
            for (int started = 0; started < count; started += AT_ONCE) {
                batch(bayeux, socketIo, started);
                int now = started + AT_ONCE;
                if (now / every > started / every) {
                    Leftovers.awaitNone(problems);
                    Sample sample = Sample.take(now, ports, 0);
                    journal.say(sample.toString());
                    samples.add(sample);
                }
            }
            if (Resources.remotePorts().stream().anyMatch(ports::contains)) {
                problems.add("sockets that were not closed: "
                        + Resources.remotePorts().stream()
                                .filter(ports::contains)
                                .count());
            }
            for (Trend trend : Trend.values()) {
                trend.problem(samples).ifPresent(problems::add);
            }
            return SoakOutcome.ofClients(count, samples, problems);
        }
    }

    private ServerProcess server(Plan.Client client) {
        ServerProcess server = new ServerProcess(new Plan(client, "", 0, 0), line -> {});
        server.start(TOKEN, 0, false);
        return server;
    }

    private void batch(ServerProcess bayeux, ServerProcess socketIo, int started) {
        int turn = started / AT_ONCE;
        WireProvider wire = wires.get(turn % wires.size());
        boolean first = turn / wires.size() % 2 == 0;
        List<CompletableFuture<Running>> starting = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            starting.add(first ? bayeux(wire, bayeux.port(0)) : socketIo(wire, socketIo.port(0)));
        }
        List<CompletableFuture<Void>> stopping = new ArrayList<>();
        for (CompletableFuture<Running> each : starting) {
            try {
                stopping.add(each.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .join()
                        .stop());
            } catch (CompletionException e) {
                problems.add("a client of batch " + turn + " did not start: " + e.getCause());
            }
        }
        for (CompletableFuture<Void> each : stopping) {
            try {
                each.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
            } catch (CompletionException e) {
                problems.add("a client of batch " + turn + " did not stop: " + e.getCause());
            }
        }
    }

    private static CompletableFuture<Running> bayeux(WireProvider wire, int port) {
        AsyncBayeuxClient client = AsyncBayeuxClient.builder("http://localhost:" + port + "/cometd")
                .wire(wire)
                .header("Authorization", "Bearer " + TOKEN)
                .connectTimeout(PATIENCE)
                .requestTimeout(PATIENCE)
                .buildAsync();
        return client.open()
                .thenCompose(opened -> opened.subscribe("/news", message -> {}))
                .thenApply(subscription -> client::closeAsync);
    }

    private static CompletableFuture<Running> socketIo(WireProvider wire, int port) {
        AsyncSocketIoClient client = AsyncSocketIoClient.builder()
                .wire(wire)
                .engine(engine -> engine.withConnectTimeout(PATIENCE).withRequestTimeout(PATIENCE))
                .buildAsync();
        return client.connect(ConnectOptions.to("http://localhost:" + port).auth(Map.of("token", TOKEN)))
                .thenApply(connected -> client::disconnect);
    }
}
