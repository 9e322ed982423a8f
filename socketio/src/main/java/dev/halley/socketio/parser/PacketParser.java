package dev.halley.socketio.parser;

/**
 * How packets travel. Server and client must use the same parser. Besides the default one (JSON with attachments) there is
 * MessagePack in {@code halley-parser-msgpack}; an application may bring its own.
 */
public interface PacketParser {
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
