package dev.halley.reliability.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/** A line of a result file: what one piece of work came to. A record. */
public interface Result {
    /**
     * Which piece it was.
     *
     * @return a name, of which a file has one result
     */
    String id();

    /**
     * How much was wanted of it.
     *
     * @return seconds, minutes, clients or a percentage
     */
    int size();

    /**
     * What was promised and is not true.
     *
     * @return nothing for a good one
     */
    List<String> problems();

    /**
     * Whether everything that was promised is true.
     *
     * @return true without problems
     */
    default boolean passed() {
        return problems().isEmpty();
    }

    /**
     * One line.
     *
     * @return JSON
     */
    default String toJson() {
        try {
            return Json.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that can't be written", e);
        }
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @param <T> the record
     * @param type the record
     * @param line one line
     * @return the result
     */
    static <T extends Result> T parse(Class<T> type, String line) {
        try {
            return Json.MAPPER.readValue(line, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("result: " + line + " (expected: a line that toJson wrote)", e);
        }
    }

    /** Keeps the mapper, which is no part of the interface. */
    final class Json {
        private static final ObjectMapper MAPPER = JsonMapper.builder().build();

        private Json() {}
    }
}
