module consumer {
    requires dev.halley.socketio;

    opens consumer;
}
