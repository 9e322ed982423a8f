package dev.halley.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Header lines in order; names compare without case. Immutable. */
public final class Headers {
    private static final Headers EMPTY = new Headers(List.of());

    private final List<Line> lines;

    private Headers(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    private record Line(String name, String value) {}

    /**
     * No headers.
     *
     * @return the empty instance
     */
    public static Headers empty() {
        return EMPTY;
    }

    /**
     * Header lines from names and values in turn.
     *
     * @param namesAndValues name, value, name, value, …
     * @return the headers
     */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "namesAndValues: " + namesAndValues.length + " strings (expected: an even number)");
        }
        Headers headers = EMPTY;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers = headers.plus(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    /**
     * These headers and one more line.
     *
     * @param name the header's name
     * @param value its value
     * @return new headers
     * @throws IllegalArgumentException if the name is no HTTP token or the value has a line break or another control
     *     character
     */
    public Headers plus(String name, String value) {
        check(name, value);
        List<Line> copy = new ArrayList<>(lines);
        copy.add(new Line(name, value));
        return new Headers(copy);
    }

    /**
     * These headers with each line of that name replaced by one line.
     *
     * @param name the header's name
     * @param value its only value
     * @return new headers
     */
    public Headers with(String name, String value) {
        return without(name).plus(name, value);
    }

    /**
     * These headers without the lines of that name.
     *
     * @param name the header's name
     * @return new headers
     */
    public Headers without(String name) {
        List<Line> copy = new ArrayList<>(lines);
        copy.removeIf(line -> line.name.equalsIgnoreCase(name));
        return copy.size() == lines.size() ? this : new Headers(copy);
    }

    /**
     * The first value of a header.
     *
     * @param name the header's name
     * @return its first value
     */
    public Optional<String> first(String name) {
        for (Line line : lines) {
            if (line.name.equalsIgnoreCase(name)) {
                return Optional.of(line.value);
            }
        }
        return Optional.empty();
    }

    /**
     * All values of a header, in order.
     *
     * @param name the header's name
     * @return its values
     */
    public List<String> all(String name) {
        return lines.stream()
                .filter(line -> line.name.equalsIgnoreCase(name))
                .map(Line::value)
                .toList();
    }

    /**
     * Calls back with each line, in order.
     *
     * @param action gets name and value
     */
    public void forEach(BiConsumer<String, String> action) {
        lines.forEach(line -> action.accept(line.name, line.value));
    }

    /**
     * Whether there are no lines.
     *
     * @return whether this is empty
     */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    private static void check(String name, String value) {
        Objects.requireNonNull(value, "value");
        if (name.isEmpty() || !name.chars().allMatch(Headers::isTokenChar)) {
            throw new IllegalArgumentException("header name: '" + printable(name) + "' (expected: an HTTP token)");
        }
        if (value.chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7f)) {
            throw new IllegalArgumentException(
                    "value of header " + name + ": has a control character (expected: one line of text)");
        }
    }

    private static boolean isTokenChar(int c) {
        return c > 0x20 && c < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0;
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** The names alone: values may be secrets. */
    @Override
    public String toString() {
        return lines.stream().map(Line::name).toList().toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers that && folded(that).equals(folded(this));
    }

    @Override
    public int hashCode() {
        return folded(this).hashCode();
    }

    private static List<Line> folded(Headers headers) {
        return headers.lines.stream()
                .map(line -> new Line(line.name.toLowerCase(Locale.ROOT), line.value))
                .toList();
    }
}
