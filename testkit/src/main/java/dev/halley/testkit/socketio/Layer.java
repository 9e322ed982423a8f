package dev.halley.testkit.socketio;

/** What stands on Engine.IO sessions. Called under the server's lock. */
interface Layer {
    void opened(EngineConnection connection);

    void text(EngineConnection connection, String text) throws BadPacketException;

    void binary(EngineConnection connection, byte[] bytes) throws BadPacketException;

    void closed(EngineConnection connection, String reason);

    /** Nothing: messages are the test's. */
    final class None implements Layer {
        @Override
        public void opened(EngineConnection connection) {
            // The test sends what it wants.
        }

        @Override
        public void text(EngineConnection connection, String text) {
            // The connection has recorded it.
        }

        @Override
        public void binary(EngineConnection connection, byte[] bytes) {
            // The connection has recorded it.
        }

        @Override
        public void closed(EngineConnection connection, String reason) {
            // Nothing is open.
        }
    }
}
