/**
 * HTTP and WebSocket over {@code java.net.http}: the default wire.
 *
 * @provides dev.halley.wire.WireProvider the wire named {@code jdk}
 */
module dev.halley.wire.jdk {
    requires static org.jspecify;
    requires transitive dev.halley.core;
    requires transitive java.net.http;

    exports dev.halley.wire.jdk;

    provides dev.halley.wire.WireProvider with
            dev.halley.wire.jdk.internal.JdkWireProvider;
}
