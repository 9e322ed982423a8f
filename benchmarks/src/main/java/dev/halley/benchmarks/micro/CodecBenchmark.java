package dev.halley.benchmarks.micro;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.halley.benchmarks.Payloads;
import dev.halley.benchmarks.subject.Event;
import dev.halley.json.JsonCodec;
import dev.halley.json.jackson.JacksonCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The default codec by itself, and what text costs as characters and as bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private final JsonCodec codec = JacksonCodec.create();
    private final ObjectReader reader = new ObjectMapper().readerFor(Event.class);

    /** The length of the event's text. */
    @Param({"100", "1024", "16384"})
    private int size;

    private char[] text = {};
    private byte[] bytes = {};
    private Event event = new Event(0, "");

    /** Makes the texts. */
    @Setup
    public void prepare() {
        event = new Event(12345, Payloads.text(size));
        text = codec.encode(event).toCharArray();
        bytes = new String(text).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * To a record by Jackson itself, from characters.
     *
     * @return the record
     * @throws IOException never
     */
    @Benchmark
    public Object jacksonFromChars() throws IOException {
        try (JsonParser parser = reader.createParser(text, 0, text.length)) {
            return reader.readValue(parser);
        }
    }

    /**
     * To a record by Jackson itself, from bytes.
     *
     * @return the record
     * @throws IOException never
     */
    @Benchmark
    public Object jacksonFromBytes() throws IOException {
        try (JsonParser parser = reader.createParser(bytes, 0, bytes.length)) {
            return reader.readValue(parser);
        }
    }

    /**
     * What turning characters into bytes costs by itself.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] charsToBytes() {
        return new String(text).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What turning bytes into characters costs by itself.
     *
     * @return the characters
     */
    @Benchmark
    public char[] bytesToChars() {
        return new String(bytes, StandardCharsets.UTF_8).toCharArray();
    }

    /**
     * To a record.
     *
     * @return the record
     */
    @Benchmark
    public @Nullable Object decodeRecord() {
        return codec.decode(text, 0, text.length, Event.class);
    }

    /**
     * To a {@code Map}.
     *
     * @return the map
     */
    @Benchmark
    public @Nullable Object decodeMap() {
        return codec.decode(text, 0, text.length, Object.class);
    }

    /**
     * From a record.
     *
     * @return JSON text
     */
    @Benchmark
    public String encodeRecord() {
        return codec.encode(event);
    }
}
