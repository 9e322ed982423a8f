/** The MessagePack parser of Socket.IO. */
module dev.halley.parser.msgpack {
    requires static org.jspecify;
    requires transitive dev.halley.socketio;
    requires msgpack.core;

    exports dev.halley.socketio.msgpack;
}
