package dev.halley.wire.netty.internal;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What is agreed upon with a server about compression: permessage-deflate (RFC 7692), each message for itself, so that no
 * connection keeps a window of what went before. Any thread.
 */
final class Compression {
    private static final String NAME = "permessage-deflate";
    private static final String SERVER_ALONE = "server_no_context_takeover";
    private static final String CLIENT_ALONE = "client_no_context_takeover";

    static final String OFFER = NAME + "; " + SERVER_ALONE + "; " + CLIENT_ALONE;

    private Compression() {}

    /** Whether a reply is an answer to the offer. */
    static boolean accepts(String extensions) {
        String[] parts = extensions.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals(NAME)) {
            return false;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < parts.length; i++) {
            String name = parts[i].strip();
            int equals = name.indexOf('=');
            String bare = equals < 0 ? name : name.substring(0, equals).strip();
            // A smaller window of the server changes nothing for who reads; one of the client was not offered.
            boolean known =
                    bare.equals(SERVER_ALONE) || bare.equals(CLIENT_ALONE) || bare.equals("server_max_window_bits");
            if (!known || !seen.add(bare)) {
                return false;
            }
        }
        // A server that keeps its window against the offer would still be read rightly, but it breaks the agreement.
        return seen.contains(SERVER_ALONE);
    }
}
