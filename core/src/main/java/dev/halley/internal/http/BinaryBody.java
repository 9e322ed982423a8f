package dev.halley.internal.http;

import dev.halley.wire.Headers;
import java.util.Locale;

/** Tells a body of bytes from one of text by its content type. Any thread. */
final class BinaryBody {
    private static final String TYPE = "application/octet-stream";

    private BinaryBody() {}

    static boolean is(Headers headers) {
        String type = headers.first("Content-Type").orElse("");
        int parameters = type.indexOf(';');
        String name = parameters < 0 ? type : type.substring(0, parameters);
        return name.strip().toLowerCase(Locale.ROOT).equals(TYPE);
    }
}
