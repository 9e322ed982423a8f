package dev.halley.cli;

import dev.halley.internal.json.JsonText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was found out about a server, as a table or as JSON. Pure. */
record ProbeReport(String url, List<Way> ways) {
    /**
     * One transport.
     *
     * @param error why it does not work; null when it does
     */
    record Way(
            String name,
            HandshakeCapture.Seen seen,
            @Nullable String error) {
        boolean works() {
            return error == null;
        }
    }

    boolean works() {
        return ways.stream().anyMatch(Way::works);
    }

    /** What the server said over the first transport that got a handshake reply. */
    private HandshakeCapture.Seen seen() {
        return ways.stream()
                .map(Way::seen)
                .filter(seen -> seen.version() != null)
                .findFirst()
                .orElse(ways.get(0).seen());
    }

    List<String> lines() {
        HandshakeCapture.Seen seen = seen();
        List<String> lines = new ArrayList<>();
        lines.add(row("url", url));
        lines.add(row("protocol", seen.version() == null ? "no Bayeux server answered" : "Bayeux " + seen.version()));
        for (Way way : ways) {
            lines.add(row(way.name(), way.works() ? "works" + latency(way.seen()) : "no: " + way.error()));
        }
        if (seen.version() != null) {
            lines.add(row("offered", joined(seen.offered())));
            lines.add(row("advice", seen.advice().isEmpty() ? "none" : advice(seen.advice())));
            lines.add(row(
                    "extensions",
                    "ack " + yesNo(seen.ack()) + ", replay " + yesNo(seen.replay()) + ", timesync "
                            + yesNo(seen.timesync())));
        }
        return lines;
    }

    private static String row(String name, String value) {
        return name + " ".repeat(Math.max(1, 14 - name.length())) + value;
    }

    private static String latency(HandshakeCapture.Seen seen) {
        return " (handshake " + shown(seen.handshake()) + ", round trip " + shown(seen.roundTrip()) + ")";
    }

    private static String shown(@Nullable Duration duration) {
        return duration == null ? "unknown" : millis(duration).toPlainString() + " ms";
    }

    private static BigDecimal millis(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 6).setScale(1, RoundingMode.HALF_UP);
    }

    private static String advice(Map<?, ?> advice) {
        return advice.entrySet().stream()
                .map(entry -> {
                    StringBuilder value = new StringBuilder();
                    JsonText.write(value, entry.getValue());
                    return entry.getKey() + " " + value.toString().replace("\"", "");
                })
                .collect(Collectors.joining(", "));
    }

    private static String joined(List<?> names) {
        return names.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String yesNo(boolean yes) {
        return yes ? "yes" : "no";
    }

    String json() {
        HandshakeCapture.Seen seen = seen();
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("url", url);
        report.put("version", seen.version());
        report.put("transports", ways.stream().map(ProbeReport::json).toList());
        report.put("offered", seen.offered());
        report.put("advice", seen.advice());
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("ack", seen.ack());
        extensions.put("replay", seen.replay());
        extensions.put("timesync", seen.timesync());
        report.put("extensions", extensions);
        StringBuilder out = new StringBuilder();
        JsonText.write(out, report);
        return out.toString();
    }

    private static Map<String, @Nullable Object> json(Way way) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", way.name());
        fields.put("works", way.works());
        if (way.error() != null) {
            fields.put("error", way.error());
            return fields;
        }
        Duration handshake = way.seen().handshake();
        Duration roundTrip = way.seen().roundTrip();
        fields.put("handshakeMillis", handshake == null ? null : millis(handshake));
        fields.put("roundTripMillis", roundTrip == null ? null : millis(roundTrip));
        return fields;
    }
}
