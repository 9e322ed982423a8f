package dev.halley.socketio.parser;

import dev.halley.socketio.internal.packet.JsonPacketParser;

/**
 * How packets travel. Server and client must use the same parser. Besides the default one (JSON with attachments) there is
 * MessagePack in {@code halley-parser-msgpack}; an application may bring its own.
 */
public interface PacketParser {
    /**
     * The default parser: text with JSON arguments, bytes as attachments. It is the one of every server that was not given
     * another, in versions 4 and 5 of the protocol.
     *
     * @return the parser; always the same one
     */
    static PacketParser json() {
        return JsonPacketParser.INSTANCE;
    }

    /**
     * The encoder of a client.
     *
     * @param settings the client's codec and limits
     * @return an encoder
     */
    PacketEncoder encoder(ParserSettings settings);

    /**
     * The decoder of one connection.
     *
     * @param settings the client's codec and limits
     * @return a new decoder, with nothing of an earlier connection in it
     */
    PacketDecoder decoder(ParserSettings settings);
}
