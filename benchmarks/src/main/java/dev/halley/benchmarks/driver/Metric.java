package dev.halley.benchmarks.driver;

import java.util.Locale;

/** What a figure's name means. */
enum Metric {
    RATE("rate", "msg/s", 0),
    CPU("cpu", "µs/msg", 2),
    ALLOCATED("allocated", "B/msg", 0),
    SWITCHES("waits", "context switches/msg", 3),
    P50("p50", "µs", 0),
    P99("p99", "µs", 0),
    P999("p99.9", "µs", 0),
    RSS("rss", "KiB/connection", 1),
    HEAP("heap", "KiB/connection", 1),
    DIRECT("direct", "KiB/connection", 1),
    THREADS("threads", "threads", 0),
    CONNECT_RATE("connect rate", "connections/s", 0),
    HEARTBEATS("heartbeats answered", "/connection", 1),
    ATTEMPTS("attempts", "/connection", 2),
    BURST("largest share of attempts in 100 ms", "%", 1),
    ALL_BACK("all back after", "s", 1),
    TIME("time", "ms", 0);

    private final String id;
    private final String unit;
    private final int digits;

    Metric(String id, String unit, int digits) {
        this.id = id;
        this.unit = unit;
        this.digits = digits;
    }

    static Metric named(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    String id() {
        return id;
    }

    String unit() {
        return unit;
    }

    int digits() {
        return digits;
    }
}
