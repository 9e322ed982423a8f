package dev.halley.cli;

import dev.halley.ConnectionException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineIoClient;
import dev.halley.engineio.EngineIoClientBuilder;
import dev.halley.engineio.EngineTransport;
import dev.halley.internal.json.JsonText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Finds out whether a server speaks Engine.IO, which version, and over which transports. One thread. */
final class EngineProbe {
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final ConnectionOptions connection;
    private final Stop stop;
    private final List<Way> ways = new ArrayList<>();
    private @Nullable Failure failure;

    /**
     * One transport.
     *
     * @param handshake what the server said; null when there is an error
     * @param error why it does not work; null when it does
     */
    private record Way(
            EngineTransport transport,
            @Nullable EngineHandshake handshake,
            Duration took,
            @Nullable String error) {}

    EngineProbe(ConnectionOptions connection, Stop stop) {
        this.connection = connection;
        this.stop = stop;
    }

    /** Whether a URL looks as those of Engine.IO servers do. */
    static boolean isLikely(String url) {
        String path = URI.create(url).getPath();
        return path == null || path.matches("/?|/(socket|engine)\\.io/?");
    }

    /** Tries the transports that were asked for. */
    EngineProbe run() {
        for (EngineTransport transport : List.of(EngineTransport.POLLING, EngineTransport.WEBSOCKET)) {
            ConnectionType same =
                    transport == EngineTransport.POLLING ? ConnectionType.LONG_POLLING : ConnectionType.WEBSOCKET;
            if (connection.transports().contains(same) && !stop.requested()) {
                ways.add(probe(transport));
            }
        }
        return this;
    }

    private Way probe(EngineTransport transport) {
        URI url = URI.create(connection.url());
        String path = url.getPath() == null || url.getPath().length() < 2 ? "/socket.io" : url.getPath();
        EngineIoClientBuilder builder = EngineIoClient.builder(connection.url())
                .name("halley")
                .options(options -> options.withPath(path.replaceFirst("/$", ""))
                        .withTransports(transport)
                        .withUpgrade(false));
        connection.applyTo(builder);
        try (EngineIoClient client = builder.build()) {
            return stop.during(client.async()::close, () -> probe(transport, client));
        }
    }

    private Way probe(EngineTransport transport, EngineIoClient client) {
        long start = System.nanoTime();
        Throwable thrown;
        try {
            Object unused = client.async().open().get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
            return new Way(
                    transport, client.handshake().orElseThrow(), Duration.ofNanos(System.nanoTime() - start), null);
        } catch (ExecutionException e) {
            thrown = Failure.unwrap(e);
        } catch (TimeoutException e) {
            thrown = new ConnectionException(
                    "No answer within " + Durations.text(LIMIT), ConnectionException.Details.NONE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thrown = e;
        }
        Failure told = Failure.opening(thrown);
        failure = failure == null ? told : failure;
        return new Way(transport, null, Duration.ZERO, told.text());
    }

    boolean works() {
        return said() != null;
    }

    /** Why nothing works, beginning with the first transport; null when something does, or nothing was tried. */
    @Nullable Failure failure() {
        return works() ? null : failure;
    }

    /** What the first transport that works heard. */
    private @Nullable EngineHandshake said() {
        return ways.stream()
                .map(Way::handshake)
                .filter(handshake -> handshake != null)
                .findFirst()
                .orElse(null);
    }

    List<String> lines() {
        EngineHandshake said = said();
        List<String> lines = new ArrayList<>();
        lines.add(row("url", connection.shownUrl()));
        lines.add(row("protocol", said == null ? "no Engine.IO server answered" : protocol(said)));
        for (Way way : ways) {
            lines.add(row(
                    way.transport().protocolName(),
                    way.error() == null ? "works (handshake " + millis(way.took()) + " ms)" : "no: " + way.error()));
        }
        if (said != null) {
            lines.add(row("upgrades", said.upgrades().isEmpty() ? "none" : String.join(", ", said.upgrades())));
            lines.add(row(
                    "heartbeat",
                    "each " + Durations.text(said.pingInterval()) + ", given up after "
                            + Durations.text(said.pingTimeout())));
            lines.add(row("max payload", said.maxPayload() > 0 ? said.maxPayload() + " bytes" : "not said"));
        }
        return lines;
    }

    private static String protocol(EngineHandshake said) {
        int version = said.version().number();
        return "Engine.IO " + version + (version == 4 ? " (Socket.IO 3 and 4)" : " (Socket.IO 1 and 2)");
    }

    private static String row(String name, String value) {
        return name + " ".repeat(Math.max(1, 14 - name.length())) + value;
    }

    private static BigDecimal millis(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 6).setScale(1, RoundingMode.HALF_UP);
    }

    String json() {
        EngineHandshake said = said();
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("url", connection.shownUrl());
        report.put("engineio", said == null ? null : said.version().number());
        List<Map<String, Object>> transports = new ArrayList<>();
        for (Way way : ways) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", way.transport().protocolName());
            fields.put("works", way.error() == null);
            if (way.error() == null) {
                fields.put("handshakeMillis", millis(way.took()));
            } else {
                fields.put("error", way.error());
            }
            transports.add(fields);
        }
        report.put("transports", transports);
        if (said != null) {
            report.put("upgrades", said.upgrades());
            report.put("pingIntervalMillis", said.pingInterval().toMillis());
            report.put("pingTimeoutMillis", said.pingTimeout().toMillis());
            report.put("maxPayload", said.maxPayload() > 0 ? said.maxPayload() : null);
        }
        StringBuilder out = new StringBuilder();
        JsonText.write(out, report);
        return out.toString();
    }
}
