package dev.halley.internal.json;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RFC 8259 written down as its grammar reads, to compare the scanner with. */
final class SimpleGrammar {
    private static final Pattern STRING =
            Pattern.compile("\"([^\"\\\\\\x00-\\x1f]|\\\\([\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*\"");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final String text;
    private int at;

    private SimpleGrammar(String text) {
        this.text = text;
    }

    static boolean matches(String text) {
        SimpleGrammar grammar = new SimpleGrammar(text);
        return grammar.element() && grammar.at == text.length();
    }

    private boolean element() {
        whiteSpace();
        boolean matched = value();
        whiteSpace();
        return matched;
    }

    private boolean value() {
        if (is("{")) {
            whiteSpace();
            if (is("}")) {
                return true;
            }
            do {
                whiteSpace();
                if (!string()) {
                    return false;
                }
                whiteSpace();
                if (!is(":") || !element()) {
                    return false;
                }
            } while (is(","));
            return is("}");
        }
        if (is("[")) {
            whiteSpace();
            if (is("]")) {
                return true;
            }
            do {
                if (!element()) {
                    return false;
                }
            } while (is(","));
            return is("]");
        }
        return is("true") || is("false") || is("null") || string() || number();
    }

    private boolean string() {
        return pattern(STRING);
    }

    private boolean number() {
        return pattern(NUMBER);
    }

    private void whiteSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean is(String literal) {
        boolean matched = text.startsWith(literal, at);
        at += matched ? literal.length() : 0;
        return matched;
    }

    private boolean pattern(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        boolean matched = matcher.lookingAt();
        at = matched ? matcher.end() : at;
        return matched;
    }
}
