/**
 * Vocabulary and kernel shared by both protocols. A wire and a JSON codec are services, looked up with this module's
 * class loader.
 *
 * @uses dev.halley.wire.WireProvider to find a wire when none was named
 * @uses dev.halley.json.JsonCodecProvider to find a JSON codec when none was named
 */
module dev.halley.core {
    requires static org.jspecify;

    exports dev.halley;
    exports dev.halley.json;
    exports dev.halley.wire;

    // Siblings only; names no compatibility promise.
    exports dev.halley.internal.client to
            dev.halley.bayeux,
            dev.halley.engineio,
            dev.halley.socketio;
    exports dev.halley.internal.delivery to
            dev.halley.bayeux,
            dev.halley.engineio,
            dev.halley.socketio,
            dev.halley.testkit;
    exports dev.halley.internal.flow to
            dev.halley.bayeux,
            dev.halley.engineio,
            dev.halley.socketio,
            dev.halley.testkit;
    exports dev.halley.internal.http to
            dev.halley.bayeux,
            dev.halley.engineio,
            dev.halley.salesforce,
            dev.halley.socketio,
            dev.halley.testkit;
    exports dev.halley.internal.json to
            dev.halley.bayeux,
            dev.halley.cli,
            dev.halley.engineio,
            dev.halley.json.gson,
            dev.halley.json.jackson,
            dev.halley.json.jackson3,
            dev.halley.parser.msgpack,
            dev.halley.salesforce,
            dev.halley.socketio,
            dev.halley.testkit;
    exports dev.halley.internal.loop to
            dev.halley.bayeux,
            dev.halley.engineio,
            dev.halley.salesforce,
            dev.halley.socketio,
            dev.halley.testkit,
            dev.halley.wire.jdk,
            dev.halley.wire.netty;
    exports dev.halley.internal.machine to
            dev.halley.bayeux,
            dev.halley.engineio,
            dev.halley.socketio,
            dev.halley.testkit;
    exports dev.halley.internal.observe to
            dev.halley.bayeux,
            dev.halley.engineio,
            dev.halley.socketio;
    exports dev.halley.internal.wire to
            dev.halley.wire.jdk,
            dev.halley.wire.netty;

    uses dev.halley.json.JsonCodecProvider;
    uses dev.halley.wire.WireProvider;
}
