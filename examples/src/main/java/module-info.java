/** Small programs that the documentation quotes. */
module dev.halley.examples {
    requires static org.jspecify;
    requires dev.halley.bayeux;
    requires dev.halley.salesforce;
    requires dev.halley.socketio;

    // The default codec makes and reads the records; the client calls annotated methods.
    opens dev.halley.examples to
            com.fasterxml.jackson.databind,
            dev.halley.bayeux,
            dev.halley.socketio;
}
