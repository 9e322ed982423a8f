package dev.halley.engineio.internal.transport;

import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.internal.payload.OutgoingPacket;
import dev.halley.engineio.internal.payload.PacketType;
import dev.halley.internal.delivery.Pressure;
import java.nio.ByteBuffer;

/** One way for packets. Serial context. */
public interface Transport {
    /** Which way. */
    EngineTransport type();

    /** Connects; what the server says first comes to the listener. */
    void open();

    /** From now on what the outbox holds goes this way, and what the server sends is asked for. */
    void begin();

    /** Something was added to the outbox. */
    void pump();

    /** Writes a packet of the protocol before everything that waits. */
    void control(OutgoingPacket packet);

    /** Whether nothing is being written. */
    boolean isIdle();

    /** Whether a message would be written at once. */
    boolean isWritable();

    /** How fast to read. */
    void pressure(Pressure pressure);

    /** E4-19: tells the server that the session is over; the listener hears {@link Listener#onBroken} when it is. */
    void leave();

    /**
     * Gives everything up; the listener hears nothing more.
     *
     * @param polite whether the server is told without waiting for it
     */
    void discard(boolean polite);

    /** Hears of a transport, in the serial context. */
    interface Listener {
        /** A WebSocket is open; nothing came yet. */
        void onConnected(Transport from);

        /**
         * A packet with text.
         *
         * @param text holds its data; valid during the call only
         * @return false when nothing more is wanted of this read
         */
        boolean onPacket(Transport from, PacketType type, char[] text, int offset, int length);

        /**
         * A binary message.
         *
         * @param data the receiver's own
         * @return false when nothing more is wanted of this read
         */
        boolean onBinary(Transport from, ByteBuffer data);

        /** What one read brought was handed over. */
        void onReadComplete(Transport from);

        /** A packet was given to the wire. */
        void onWriting(OutgoingPacket packet);

        /** Nothing is being written any more, and nothing waits. */
        void onDrained(Transport from);

        /** The transport is over. */
        void onBroken(Transport from, EngineClose why);
    }
}
