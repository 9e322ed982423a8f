/** HTTP and WebSocket over {@code java.net.http}: the default wire. */
module dev.halley.wire.jdk {
    requires static org.jspecify;
    requires dev.halley.core;
    requires java.net.http;

    exports dev.halley.wire.jdk;
}
