package dev.halley.reliability.fuzz;

import dev.halley.engineio.EngineVersion;
import dev.halley.json.gson.GsonCodec;
import dev.halley.json.jackson.JacksonCodec;
import dev.halley.json.jackson3.Jackson3Codec;
import dev.halley.socketio.msgpack.MsgPackParser;
import dev.halley.socketio.parser.PacketParser;
import dev.halley.wire.netty.internal.FrameFuzz;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What is fuzzed. Each has a corpus of its name. */
public enum Target {
    /** JsonScanner and JsonValues against Jackson. */
    ENVELOPE("the scanner of envelopes, against Jackson", new EnvelopeTarget()::run),
    /** The default codec. */
    JACKSON("the codec over Jackson 2, against the scanner", new CodecTarget(JacksonCodec.create())::run),
    /** The one over Jackson 3. */
    JACKSON3("the codec over Jackson 3, against the scanner", new CodecTarget(Jackson3Codec.create())::run),
    /** The one over Gson. */
    GSON("the codec over Gson, against the scanner", new CodecTarget(GsonCodec.create())::run),
    /** Engine.IO, version 3. */
    PAYLOAD3("payloads and frames of Engine.IO 3", new PayloadTarget(EngineVersion.V3)::run),
    /** Engine.IO, version 4. */
    PAYLOAD4("payloads and frames of Engine.IO 4", new PayloadTarget(EngineVersion.V4)::run),
    /** Socket.IO as JSON. */
    PACKETS("packets of Socket.IO and their attachments", new PacketTarget(PacketParser.json(), true)::run),
    /** Socket.IO as MessagePack. */
    MSGPACK("packets of Socket.IO as MessagePack", new PacketTarget(MsgPackParser.create(), false)::run),
    /** Messages, advice and error strings of Bayeux. */
    MESSAGES("messages, advice and errors of Bayeux", new MessageTarget()::run),
    /** HTTP replies: status, headers, cookies, encodings, excerpts. */
    REPLIES("HTTP replies: cookies, encodings, redirects, excerpts", new ReplyTarget()::run),
    /** Frames of WebSockets over Netty. */
    FRAMES("frames of WebSockets, close frames among them", FrameFuzz::run),
    /** What is repeated until it is long. */
    REPETITION("long texts of one pattern: nothing takes more than its share of time", new RepetitionTarget()::run),
    /** Values that are encoded and decoded. */
    VALUES("values encoded and decoded, by every codec and parser", new ValueTarget()::run),
    /** A whole client of Bayeux. */
    BAYEUX("a client of Bayeux, in virtual time", new BayeuxTarget()::run),
    /** A whole client of Socket.IO. */
    SOCKETIO("a client of Socket.IO, in virtual time", new SocketIoTarget()::run);

    private final String summary;

    @SuppressWarnings("ImmutableEnumChecker") // none of them keeps anything of an input
    private final Consumer<byte[]> body;

    Target(String summary, Consumer<byte[]> body) {
        this.summary = summary;
        this.body = body;
    }

    /**
     * Gives it an input.
     *
     * @param input any bytes; not changed
     */
    public void run(byte[] input) {
        body.accept(input);
    }

    /**
     * What it is.
     *
     * @return some words
     */
    public String summary() {
        return summary;
    }

    /**
     * The target of a name.
     *
     * @param name in lower case
     * @return the target
     * @throws IllegalArgumentException if there is none
     */
    public static Target of(String name) {
        return Arrays.stream(values())
                .filter(target -> target.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("target: " + name + " (expected: "
                        + Arrays.stream(values()).map(Target::toString).collect(Collectors.joining(", ")) + ")"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
