package dev.halley.engineio.internal.session;

import dev.halley.ProtocolException;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.internal.json.JsonScanner;
import dev.halley.internal.json.JsonScanner.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the OPEN packet (E4-03). Pure; any thread. */
final class HandshakeReader {
    /** A day: no server waits longer, and a sum of more could overflow. */
    private static final long LONGEST_MILLIS = 86_400_000;

    private HandshakeReader() {}

    /**
     * Reads the data of an OPEN packet.
     *
     * @throws ProtocolException if it is not one
     */
    static EngineHandshake read(char[] text, int offset, int length, EngineVersion version, EngineTransport transport) {
        @Nullable String sid = null;
        List<String> upgrades = List.of();
        long pingInterval = 25_000;
        // what servers of version 3 have as their default differs from those of version 4, but all of them say it
        long pingTimeout = 20_000;
        long maxPayload = 0;
        JsonScanner scanner = new JsonScanner();
        scanner.reset(text, offset, length);
        scanner.enterObject();
        while (scanner.nextKey()) {
            if (scanner.keyIs("sid")) {
                sid = scanner.string();
            } else if (scanner.keyIs("upgrades")) {
                upgrades = strings(scanner);
            } else if (scanner.keyIs("pingInterval")) {
                pingInterval = millis(scanner, "pingInterval");
            } else if (scanner.keyIs("pingTimeout")) {
                pingTimeout = millis(scanner, "pingTimeout");
            } else if (scanner.keyIs("maxPayload")) {
                maxPayload = number(scanner, "maxPayload");
            } else {
                scanner.skip();
            }
        }
        scanner.end();
        if (sid == null || sid.isEmpty()) {
            throw new ProtocolException("sid: none in the server's handshake (expected: the session's id)", null);
        }
        return new EngineHandshake(
                sid,
                version,
                transport,
                upgrades,
                Duration.ofMillis(pingInterval),
                Duration.ofMillis(pingTimeout),
                Math.max(0, maxPayload));
    }

    // E3-07
    private static List<String> strings(JsonScanner scanner) {
        List<String> all = new ArrayList<>();
        if (scanner.peek() != Kind.ARRAY) {
            scanner.skip();
            return all;
        }
        scanner.enterArray();
        while (scanner.nextElement()) {
            if (scanner.peek() == Kind.STRING) {
                all.add(scanner.string());
            } else {
                scanner.skip();
            }
        }
        return all;
    }

    private static long millis(JsonScanner scanner, String name) {
        long millis = number(scanner, name);
        if (millis <= 0) {
            throw new ProtocolException(name + ": " + millis + " (expected: more than zero)", null);
        }
        return Math.min(millis, LONGEST_MILLIS);
    }

    /** Some servers write numbers as strings. */
    private static long number(JsonScanner scanner, String name) {
        String text = scanner.peek() == Kind.STRING ? scanner.string() : scanner.numberText();
        try {
            return (long) Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            throw new ProtocolException(name + ": '" + text + "' (expected: a number)", notANumber);
        }
    }
}
