package dev.halley.testkit.socketio;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Queries behind names. Pure. */
final class Queries {
    private Queries() {}

    /** The parameters behind the question mark; the first value of each. */
    static Map<String, String> parse(String text) {
        Map<String, String> all = new LinkedHashMap<>();
        int mark = text.indexOf('?');
        if (mark >= 0 && mark < text.length() - 1) {
            for (String pair : text.substring(mark + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                all.putIfAbsent(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return all;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
