package dev.halley.engineio.internal.transport;

import dev.halley.ConnectionException;
import dev.halley.ProtocolException;
import dev.halley.engineio.EngineVersion;
import dev.halley.internal.http.HttpReply;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Tells from a server's first words which version it speaks. Serial context. */
final class Versions {
    private static final String SETTING = "version: ";

    private Versions() {}

    /**
     * The reply with text for a body, where it is text that calls itself bytes, as netty-socketio's always is. E3-03: bytes
     * begin with 0 or 1, not with the digit of a packet or of a length.
     */
    static HttpReply readable(HttpReply reply) {
        byte[] bytes = reply.bytes();
        if (bytes == null || bytes.length == 0 || bytes[0] == 0 || bytes[0] == 1) {
            return reply;
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            char[] characters = new char[text.remaining()];
            text.get(characters);
            return new HttpReply(reply.uri(), reply.status(), reply.headers(), characters);
        } catch (CharacterCodingException malformed) {
            throw new ProtocolException("the server's reply is neither UTF-8 nor a payload of bytes", malformed);
        }
    }

    /** Looks at the first reply of a session: its form decides, or has to be that of the chosen version. */
    static void check(Link link, HttpReply reply) {
        if (link.handshake() != null) {
            return;
        }
        byte[] bytes = reply.bytes();
        boolean v3 = bytes == null ? hasLengths(reply.text()) : bytes.length > 0;
        boolean v4 = bytes == null && startsWithOpen(reply.text());
        EngineVersion spoken =
                v3 ? EngineVersion.V3 : v4 ? EngineVersion.V4 : link.codec().version();
        if (spoken == link.codec().version()) {
            return;
        }
        if (!link.isDetecting()) {
            throw new ProtocolException(
                    SETTING + link.codec().version() + " (expected: " + spoken
                            + ", or none to detect it; this is what the server speaks)",
                    null);
        }
        link.speaks(spoken);
    }

    /** Whether it was a chosen version that does not fit. */
    static boolean isWrong(ProtocolException failure) {
        return String.valueOf(failure.getMessage()).startsWith(SETTING);
    }

    /**
     * The same failure, with the setting named where that may be the reason: a server of version 4 alone accepts a WebSocket
     * of version 3, and writes its refusal as HTTP where frames are due.
     */
    static ConnectionException named(Link link, ConnectionException failure) {
        if (link.handshake() != null || link.isDetecting() || !(failure.getCause() instanceof ProtocolException)) {
            return failure;
        }
        EngineVersion chosen = link.codec().version();
        EngineVersion other = chosen == EngineVersion.V3 ? EngineVersion.V4 : EngineVersion.V3;
        return new ConnectionException(
                failure.getMessage() + " Perhaps the server speaks another version: " + chosen + " (expected: " + other
                        + ", or none to detect it).",
                failure.details(),
                failure.getCause());
    }

    // 97:0{
    private static boolean hasLengths(char[] body) {
        int digits = 0;
        while (digits < body.length && digits < 10 && body[digits] >= '0' && body[digits] <= '9') {
            digits++;
        }
        return digits > 0 && digits + 1 < body.length && body[digits] == ':' && body[digits + 1] == '0';
    }

    private static boolean startsWithOpen(char[] body) {
        return body.length > 1 && body[0] == '0' && body[1] == '{';
    }
}
