package dev.halley.socketio.parser;

/** The types of Socket.IO packets, in the order of their numbers. Binary events and acks are forms, not types. */
public enum PacketType {
    /** Joins a namespace; the answer to that. */
    CONNECT(0),
    /** Leaves a namespace. */
    DISCONNECT(1),
    /** An event. */
    EVENT(2),
    /** The answer to an event. */
    ACK(3),
    /** A namespace was refused (version 5), or an error (version 4). */
    CONNECT_ERROR(4);

    private final int number;

    PacketType(int number) {
        this.number = number;
    }

    /**
     * The number that stands for the type in a packet.
     *
     * @return from 0 to 4
     */
    public int number() {
        return number;
    }
}
