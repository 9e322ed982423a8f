package dev.halley.engineio;

import java.nio.ByteBuffer;
import java.util.Objects;

/** A message of the server. */
public sealed interface EngineMessage {
    /**
     * A text message.
     *
     * @param text its text
     */
    record Text(String text) implements EngineMessage {
        /**
         * Checks the value.
         *
         * @param text its text
         */
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * A binary message.
     *
     * @param data its bytes, from position to limit; read-only
     */
    record Binary(ByteBuffer data) implements EngineMessage {
        /**
         * Keeps a read-only view.
         *
         * @param data its bytes; not changed afterwards
         */
        public Binary {
            data = data.asReadOnlyBuffer();
        }

        @Override
        public String toString() {
            return "Binary[" + data.remaining() + " bytes]";
        }
    }
}
