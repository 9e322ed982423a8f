/** The MessagePack parser of Socket.IO, over msgpack-core. Runs where a parser runs. Imports the client's parser SPI only. */
@NullMarked
package dev.halley.socketio.msgpack;

import org.jspecify.annotations.NullMarked;
