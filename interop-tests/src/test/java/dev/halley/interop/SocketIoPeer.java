package dev.halley.interop;

/**
 * A Socket.IO server on loopback. A client of it can ask for {@code echo}, {@code echo bytes}, {@code ask},
 * {@code flood}, {@code take}, {@code taken}, {@code join}, {@code leave}, {@code broadcast} and {@code disconnect me},
 * as {@code node/socketio-server.js} tells, in the namespaces {@code /} and {@code /chat}, and is greeted with
 * {@code welcome} when it joined one.
 */
interface SocketIoPeer extends Peer {
    /** Resets every connection and stops to listen. */
    void stop();

    /** Listens again, on the same port, and knows nothing of former sessions. */
    void restart();
}
