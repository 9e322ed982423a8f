package dev.halley.benchmarks.micro;

import dev.halley.benchmarks.Payloads;
import dev.halley.benchmarks.subject.Event;
import dev.halley.json.JsonCodec;
import dev.halley.json.jackson.JacksonCodec;
import dev.halley.socketio.parser.OutgoingPacket;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.PacketDecoder;
import dev.halley.socketio.parser.PacketEncoder;
import dev.halley.socketio.parser.PacketParser;
import dev.halley.socketio.parser.PacketType;
import dev.halley.socketio.parser.ParserSettings;
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

/** Socket.IO packets between text and objects. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PacketBenchmark {
    private final JsonCodec codec = JacksonCodec.create();
    private final PacketDecoder decoder = PacketParser.json().decoder(ParserSettings.of(codec));
    private final PacketEncoder encoder = PacketParser.json().encoder(ParserSettings.of(codec));
    private final char[] text = ("2[\"msg\",{\"id\":12345,\"text\":\"" + Payloads.text(100) + "\"}]").toCharArray();
    private final OutgoingPacket packet =
            new OutgoingPacket(PacketType.EVENT, "/", -1, List.of("msg", new Event(12345, Payloads.text(100))));

    /**
     * The envelope alone: type, namespace, event name, where the argument is.
     *
     * @return the packet
     */
    @Benchmark
    public @Nullable Packet decodeHead() {
        return decoder.text(text, 0, text.length);
    }

    /**
     * The envelope, and the argument as a record.
     *
     * @return the record
     */
    @Benchmark
    public @Nullable Object decodeRecord() {
        Packet decoded = decoder.text(text, 0, text.length);
        return decoded == null ? null : decoded.data().get(0, Event.class);
    }

    /**
     * A record into a packet.
     *
     * @return the messages
     */
    @Benchmark
    public List<?> encodeRecord() {
        return encoder.encode(packet);
    }
}
