package dev.halley.bayeux.internal.message;

import dev.halley.internal.json.JsonScanner;
import dev.halley.internal.json.JsonValues;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The server's advice. Times are milliseconds.
 *
 * @param reconnect what to do next
 * @param intervalMillis how long to wait before the next connect; negative says not to
 * @param timeoutMillis how long the server holds a connect
 * @param maxIntervalMillis how long the server keeps a session without a connect; negative when it did not say
 * @param multipleClients whether the server saw several clients of one browser
 * @param hosts other hosts to try, in order (P30); empty when it named none
 */
public record Advice(
        Reconnect reconnect,
        long intervalMillis,
        long timeoutMillis,
        long maxIntervalMillis,
        boolean multipleClients,
        List<String> hosts) {
    /** What holds until the server says otherwise. */
    public static final Advice DEFAULT = new Advice(Reconnect.ABSENT, 0, 60_000, -1, false);

    /** More than any server means; keeps sums far from overflow. */
    private static final long MAX_MILLIS = 7 * 24 * 3_600_000L;

    public Advice {
        hosts = List.copyOf(hosts);
    }

    /** Advice that names no hosts. */
    public Advice(
            Reconnect reconnect,
            long intervalMillis,
            long timeoutMillis,
            long maxIntervalMillis,
            boolean multipleClients) {
        this(reconnect, intervalMillis, timeoutMillis, maxIntervalMillis, multipleClients, List.of());
    }

    /** The values of the field {@code reconnect}. */
    public enum Reconnect {
        ABSENT,
        RETRY,
        HANDSHAKE,
        NONE
    }

    /**
     * Reads the advice object at which the scanner stands.
     *
     * @param transport the transport in use, whose nested advice overrides the rest
     */
    static @Nullable Advice read(JsonScanner scanner, String transport) {
        if (scanner.peek() != JsonScanner.Kind.OBJECT) {
            // P37: a null or odd value is no advice
            scanner.skip();
            return null;
        }
        Fields fields = new Fields();
        fields.read(scanner, transport);
        return fields.toAdvice();
    }

    /**
     * P21: the latest advice wins and absent fields fall to defaults, but how long the server holds a connect and
     * keeps a session (P31) is remembered when the new advice does not repeat it: servers such as Salesforce's say it
     * once, and forgetting it would cut their connects short.
     */
    public Advice after(Advice earlier) {
        return new Advice(
                reconnect,
                intervalMillis,
                timeoutMillis < 0 ? earlier.timeoutMillis : timeoutMillis,
                maxIntervalMillis < 0 ? earlier.maxIntervalMillis : maxIntervalMillis,
                multipleClients,
                hosts);
    }

    /** The fields as they are read; −1 stands for absent where a default comes later. */
    private static final class Fields {
        private Reconnect reconnect = Reconnect.ABSENT;
        private long interval;
        private long timeout = -1;
        private long maxInterval = -1;
        private boolean multipleClients;
        private List<String> hosts = List.of();

        void read(JsonScanner scanner, String transport) {
            Fields nested = null;
            scanner.enterObject();
            while (scanner.nextKey()) {
                if (scanner.keyIs("reconnect")) {
                    reconnect = reconnect(scanner);
                } else if (scanner.keyIs("interval")) {
                    interval = millis(scanner, 0);
                } else if (scanner.keyIs("timeout")) {
                    timeout = Math.max(-1, millis(scanner, -1));
                } else if (scanner.keyIs("maxInterval")) {
                    maxInterval = millis(scanner, -1);
                } else if (scanner.keyIs("multiple-clients")) {
                    multipleClients = bool(scanner);
                } else if (scanner.keyIs("hosts")) {
                    hosts = hosts(scanner);
                } else if (scanner.keyIs(transport) && scanner.peek() == JsonScanner.Kind.OBJECT) {
                    nested = new Fields();
                    nested.interval = Long.MIN_VALUE;
                    nested.read(scanner, "");
                } else {
                    scanner.skip();
                }
            }
            if (nested != null) {
                override(nested);
            }
        }

        // P22: the advice nested under the transport's name overrides the top level, wherever it stands
        private void override(Fields nested) {
            reconnect = nested.reconnect == Reconnect.ABSENT ? reconnect : nested.reconnect;
            interval = nested.interval == Long.MIN_VALUE ? interval : nested.interval;
            timeout = nested.timeout < 0 ? timeout : nested.timeout;
            maxInterval = nested.maxInterval < 0 ? maxInterval : nested.maxInterval;
            multipleClients |= nested.multipleClients;
            hosts = nested.hosts.isEmpty() ? hosts : nested.hosts;
        }

        Advice toAdvice() {
            return new Advice(reconnect, interval, timeout, maxInterval, multipleClients, hosts);
        }

        private static Reconnect reconnect(JsonScanner scanner) {
            if (scanner.peek() == JsonScanner.Kind.NULL) {
                scanner.skip();
                return Reconnect.ABSENT;
            }
            if (scanner.peek() != JsonScanner.Kind.STRING) {
                scanner.skip();
                return Reconnect.NONE;
            }
            return switch (scanner.string().toLowerCase(Locale.ROOT)) {
                case "retry" -> Reconnect.RETRY;
                case "handshake" -> Reconnect.HANDSHAKE;
                // P26: an unknown value means none
                default -> Reconnect.NONE;
            };
        }

        // P28: numbers may be strings or fractions
        private static long millis(JsonScanner scanner, long absent) {
            String text;
            if (scanner.peek() == JsonScanner.Kind.NUMBER) {
                text = scanner.numberText();
            } else if (scanner.peek() == JsonScanner.Kind.STRING) {
                text = scanner.string().trim();
            } else {
                scanner.skip();
                return absent;
            }
            try {
                double value = text.length() > 40 ? Double.NaN : new BigDecimal(text).doubleValue();
                return Double.isNaN(value) ? absent : (long) Math.max(-1, Math.min(MAX_MILLIS, value));
            } catch (NumberFormatException notANumber) {
                return absent;
            }
        }

        private static List<String> hosts(JsonScanner scanner) {
            return JsonValues.read(scanner) instanceof List<?> values
                    ? values.stream()
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .toList()
                    : List.of();
        }

        private static boolean bool(JsonScanner scanner) {
            if (scanner.peek() == JsonScanner.Kind.TRUE || scanner.peek() == JsonScanner.Kind.FALSE) {
                return scanner.bool();
            }
            if (scanner.peek() == JsonScanner.Kind.STRING) {
                return scanner.string().equals("true");
            }
            scanner.skip();
            return false;
        }
    }
}
