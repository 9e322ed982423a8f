package dev.halley.bayeux.internal.session;

import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a handshake reply. Pure. */
final class HandshakeReply {
    private HandshakeReply() {}

    /** What is wrong with one that says yes; null when nothing is (P03, P04). */
    static @Nullable String flaw(ReceivedMessage reply) {
        String clientId = reply.clientId();
        if (clientId == null || clientId.isEmpty()) {
            return "has no clientId";
        }
        if (!(reply.field("supportedConnectionTypes") instanceof List<?>)) {
            return "has no list supportedConnectionTypes";
        }
        Object least = reply.field("minimumVersion");
        if (least instanceof String version && isAboveOurs(version)) {
            return "asks for Bayeux version " + version + " at least, and Halley speaks 1.0";
        }
        return null;
    }

    // P04: compared element by element
    private static boolean isAboveOurs(String version) {
        String[] elements = version.split("\\.", 3);
        int major = leadingNumber(elements[0]);
        int minor = elements.length > 1 ? leadingNumber(elements[1]) : 0;
        return major > 1 || major == 1 && minor > 0;
    }

    private static int leadingNumber(String element) {
        int end = 0;
        while (end < element.length() && end < 6 && Character.isDigit(element.charAt(end))) {
            end++;
        }
        return end == 0 ? 0 : Integer.parseInt(element.substring(0, end));
    }

    /** The transports that this client knows, too. */
    static List<ConnectionType> offered(ReceivedMessage reply) {
        List<?> names = (List<?>) reply.field("supportedConnectionTypes");
        return names == null
                ? List.of()
                : names.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .map(ConnectionType::ofWireName)
                        .flatMap(Optional::stream)
                        .toList();
    }

    /** Of a reply without a flaw. */
    static String clientId(ReceivedMessage reply) {
        return Objects.requireNonNull(reply.clientId(), "clientId");
    }

    /** P10: how many messages the server says that it sends with the reply. */
    static long announced(ReceivedMessage reply) {
        return reply.field("x-messages") instanceof Number number ? number.longValue() : 0;
    }
}
