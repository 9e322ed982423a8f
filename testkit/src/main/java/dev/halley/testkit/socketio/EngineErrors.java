package dev.halley.testkit.socketio;

import dev.halley.testkit.Reply;
import java.util.List;

/** What an Engine.IO server says to a request that it doesn't take. Pure. */
final class EngineErrors {
    static final int UNKNOWN_TRANSPORT = 0;
    static final int UNKNOWN_SESSION = 1;
    static final int BAD_METHOD = 2;
    static final int BAD_REQUEST = 3;
    static final int FORBIDDEN = 4;
    static final int UNSUPPORTED_VERSION = 5;

    private static final List<String> MESSAGES = List.of(
            "Transport unknown",
            "Session ID unknown",
            "Bad handshake method",
            "Bad request",
            "Forbidden",
            "Unsupported protocol version");

    private EngineErrors() {}

    static Reply reply(int code) {
        return reply(code, message(code));
    }

    static Reply reply(int code, String message) {
        return Reply.json("{\"code\":" + code + ",\"message\":\"" + message + "\"}")
                .status(status(code));
    }

    /** A WebSocket is refused with the text alone. */
    static Reply refusal(int code) {
        return Reply.ok()
                .header("Content-Type", "text/html")
                .body(message(code))
                .status(status(code));
    }

    private static int status(int code) {
        return code == FORBIDDEN ? 403 : 400;
    }

    private static String message(int code) {
        if (code < 0 || code >= MESSAGES.size()) {
            throw new IllegalArgumentException("code: " + code + " (expected: 0 to 5)");
        }
        return MESSAGES.get(code);
    }
}
