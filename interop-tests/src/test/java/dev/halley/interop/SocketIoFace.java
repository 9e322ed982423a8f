package dev.halley.interop;

/** The three ways to use a Socket.IO client. */
enum SocketIoFace {
    /** Methods that wait, and handlers. */
    BLOCKING,
    /** Methods that return futures, and handlers. */
    ASYNC,
    /** Futures, and events from publishers. */
    FLOW
}
