package dev.halley.socketio.parser;

/** The types of Socket.IO packets, in the order of their numbers. Binary events and acks are forms, not types. */
public enum PacketType {
    /** Joins a namespace; the answer to that. */
    CONNECT,
    /** Leaves a namespace. */
    DISCONNECT,
    /** An event. */
    EVENT,
    /** The answer to an event. */
    ACK,
    /** A namespace was refused (version 5), or an error (version 4). */
    CONNECT_ERROR
}
