package dev.halley.socketio.internal.packet;

import dev.halley.socketio.parser.PacketDecoder;
import dev.halley.socketio.parser.PacketEncoder;
import dev.halley.socketio.parser.PacketParser;
import dev.halley.socketio.parser.ParserSettings;

/** The parser that every server has unless told otherwise, for versions 4 and 5. Stateless; any thread. */
public final class JsonPacketParser implements PacketParser {
    public static final JsonPacketParser INSTANCE = new JsonPacketParser();

    private JsonPacketParser() {}

    @Override
    public PacketEncoder encoder(ParserSettings settings) {
        return new JsonPacketEncoder(settings.codec());
    }

    @Override
    public PacketDecoder decoder(ParserSettings settings) {
        return new JsonPacketDecoder(settings);
    }

    @Override
    public String toString() {
        return "json";
    }
}
