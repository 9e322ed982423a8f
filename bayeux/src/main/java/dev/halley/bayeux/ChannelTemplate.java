package dev.halley.bayeux;

import dev.halley.bayeux.internal.message.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A channel with named parameters, such as {@code /room/{id}}. A parameter stands for one whole segment. The server knows
 * wildcards only, so a template is subscribed as the narrowest {@linkplain #pattern() pattern} that covers it, and what
 * does not match the template is not delivered. Immutable.
 */
public final class ChannelTemplate {
    private final String template;
    private final List<String> segments;
    private final List<String> parameters;
    private final String pattern;

    private ChannelTemplate(String template, List<String> segments, List<String> parameters) {
        this.template = template;
        this.segments = segments;
        this.parameters = Collections.unmodifiableList(parameters);
        this.pattern = Channels.forSubscribe(pattern(segments));
    }

    /**
     * Reads a template.
     *
     * @param template a channel in which one or more segments are a name in braces
     * @return the template
     * @throws IllegalArgumentException if it has no parameter, one that is not a whole segment, one twice, a wildcard, or
     *     if it is otherwise no valid channel
     */
    public static ChannelTemplate of(String template) {
        String normal = template.length() > 1 && template.endsWith("/")
                ? template.substring(0, template.length() - 1)
                : template;
        List<String> segments = Arrays.asList(normal.split("/", -1));
        List<String> parameters = new ArrayList<>();
        for (String segment : segments) {
            if (isParameter(segment)) {
                String name = name(segment);
                if (!isName(name) || parameters.contains(name)) {
                    throw invalid(template, "each parameter once, with a name of letters, digits and _");
                }
                parameters.add(name);
            } else if (segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
                throw invalid(template, "a parameter only as a whole segment, such as /room/{id}");
            }
        }
        if (parameters.isEmpty()) {
            throw invalid(template, "at least one parameter, such as /room/{id}");
        }
        String example = String.join(
                "/",
                segments.stream().map(each -> isParameter(each) ? "x" : each).toList());
        try {
            String unused = Channels.forPublish(example);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("template: '" + template + "': " + e.getMessage(), e);
        }
        return new ChannelTemplate(normal, List.copyOf(segments), parameters);
    }

    /**
     * The channel pattern that is subscribed.
     *
     * @return the segments before the first parameter, then {@code *} when it is the last segment, else {@code **}
     */
    public String pattern() {
        return pattern;
    }

    /**
     * The names of the parameters.
     *
     * @return the names, in the order in which they stand in the template
     */
    public List<String> parameters() {
        return parameters;
    }

    /**
     * Whether a channel matches.
     *
     * @param channel a channel without wildcards
     * @return whether it has the template's segments, and any segment where a parameter stands
     */
    public boolean matches(String channel) {
        return values(channel) != null;
    }

    /**
     * Reads the parameters from a channel.
     *
     * @param channel a channel without wildcards
     * @return the values by name, in the template's order; empty when the channel does not match
     */
    public Optional<Map<String, String>> match(String channel) {
        List<String> values = values(channel);
        if (values == null) {
            return Optional.empty();
        }
        Map<String, String> bound = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            bound.put(parameters.get(i), values.get(i));
        }
        return Optional.of(Collections.unmodifiableMap(bound));
    }

    /**
     * Puts values in the place of the parameters.
     *
     * @param values a value for each parameter; others are ignored
     * @return the channel
     * @throws IllegalArgumentException if a value is missing or is not one segment
     */
    public String bind(Map<String, String> values) {
        List<String> bound = new ArrayList<>();
        for (String segment : segments) {
            bound.add(isParameter(segment) ? value(values, name(segment)) : segment);
        }
        return Channels.forPublish(String.join("/", bound));
    }

    private String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null || value.isEmpty() || value.indexOf('/') >= 0) {
            throw new IllegalArgumentException(name + ": " + (value == null ? "missing" : "'" + value + "'")
                    + " (expected: one segment for " + template + ", not empty and without a slash)");
        }
        return value;
    }

    private @Nullable List<String> values(String channel) {
        String[] given = channel.split("/", -1);
        if (given.length != segments.size()) {
            return null;
        }
        List<String> values = new ArrayList<>(parameters.size());
        for (int i = 0; i < given.length; i++) {
            String segment = segments.get(i);
            if (isParameter(segment)) {
                values.add(given[i]);
            } else if (!segment.equals(given[i])) {
                return null;
            }
        }
        return values;
    }

    private static String pattern(List<String> segments) {
        int first = 0;
        while (!isParameter(segments.get(first))) {
            first++;
        }
        boolean last = first == segments.size() - 1;
        return String.join("/", segments.subList(0, first)) + (last ? "/*" : "/**");
    }

    private static boolean isParameter(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    private static String name(String segment) {
        return segment.substring(1, segment.length() - 1);
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c == '_' || Character.isLetterOrDigit(c));
    }

    private static IllegalArgumentException invalid(String template, String expected) {
        return new IllegalArgumentException("template: '" + template + "' (expected: " + expected + ")");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChannelTemplate that && that.template.equals(template);
    }

    @Override
    public int hashCode() {
        return template.hashCode();
    }

    /** The template's text. */
    @Override
    public String toString() {
        return template;
    }
}
