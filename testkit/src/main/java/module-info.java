/** Scripted servers, virtual time and assertions for tests of code that uses Halley. */
module dev.halley.testkit {
    requires static org.jspecify;
    requires transitive dev.halley.core;

    exports dev.halley.testkit;
    exports dev.halley.testkit.bayeux;
    exports dev.halley.testkit.socketio;
}
