package dev.halley.benchmarks.subject;

import java.util.HashMap;
import java.util.Map;

/** The subject's command line: {@code name=value} words. */
record Settings(Map<String, String> values) {
    static Settings of(String[] words) {
        Map<String, String> values = new HashMap<>();
        for (String word : words) {
            int at = word.indexOf('=');
            values.put(word.substring(0, at), word.substring(at + 1));
        }
        return new Settings(values);
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + ": missing in " + values);
        }
        return value;
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(values.getOrDefault(name, "false"));
    }

    String host() {
        return "127.0.0.1:" + number("port");
    }

    boolean isBayeux() {
        return text("protocol").equals("bayeux");
    }
}
