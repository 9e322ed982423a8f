package dev.halley.benchmarks.micro;

import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.MessageReader;
import dev.halley.benchmarks.Payloads;
import dev.halley.benchmarks.subject.Event;
import dev.halley.json.JsonCodec;
import dev.halley.json.jackson.JacksonCodec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Bayeux messages from text, and which patterns match a channel that was not seen before. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class EnvelopeBenchmark {
    private final JsonCodec codec = JacksonCodec.create();
    private final MessageReader reader = new MessageReader(codec, "websocket");
    private final char[] text = ("[{\"data\":{\"id\":12345,\"text\":\"" + Payloads.text(100)
                    + "\"},\"channel\":\"/bench\"}]")
            .toCharArray();

    /**
     * The envelope alone.
     *
     * @return the messages
     */
    @Benchmark
    public MessageReader.Batch readEnvelope() {
        return reader.read(text, text.length);
    }

    /**
     * The envelope, and its data as a record.
     *
     * @return the record
     */
    @Benchmark
    public @Nullable Object readRecord() {
        return reader.read(text, text.length).messages().get(0).data(Event.class);
    }

    /**
     * The patterns that match a channel.
     *
     * @return their names
     */
    @Benchmark
    public List<String> matchWildcards() {
        return Channels.matching("/plant/4/line/2/sensor");
    }
}
