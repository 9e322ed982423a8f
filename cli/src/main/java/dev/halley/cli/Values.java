package dev.halley.cli;

import dev.halley.ProtocolException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Positional values. The commands that take {@code -1} as data must let picocli take unknown options for values; here
 * they are told apart.
 */
final class Values {
    private Values() {}

    static String unknownOption(String value) {
        return "unknown option '" + value + "'";
    }

    /** JSON data from the command line, on one line. */
    static String json(String data) {
        try {
            return JsonLines.check(data);
        } catch (ProtocolException e) {
            if (data.startsWith("-")) {
                throw new TypeConversionException(unknownOption(data));
            }
            throw new TypeConversionException(
                    "DATA is not JSON: " + e.getMessage()
                            + " (put it in single quotes: '{\"text\":\"hello\"}', and a string also in double ones: '\"hello\"')");
        }
    }

    /** A word that is not an option, for picocli. */
    static final class Word implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            if (value.startsWith("-")) {
                throw new TypeConversionException(unknownOption(value));
            }
            return value;
        }
    }
}
