package dev.halley.benchmarks.micro;

import dev.halley.benchmarks.Payloads;
import dev.halley.benchmarks.subject.Event;
import dev.halley.json.JsonCodec;
import dev.halley.json.jackson.JacksonCodec;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The default codec by itself. */
@State(Scope.Thread)
public class CodecBenchmark {
    private final JsonCodec codec = JacksonCodec.create();
    private final char[] text = ("{\"id\":12345,\"text\":\"" + Payloads.text(100) + "\"}").toCharArray();
    private final Event event = new Event(12345, Payloads.text(100));

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
