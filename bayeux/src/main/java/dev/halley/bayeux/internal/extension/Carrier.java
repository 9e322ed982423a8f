package dev.halley.bayeux.internal.extension;

import dev.halley.bayeux.ConnectionType;

/**
 * What carries a payload. Immutable.
 *
 * @param outgoing whether it is about to be written
 * @param withHeaders whether its headers go with it, or came with it
 */
record Carrier(ConnectionType type, boolean outgoing, boolean withHeaders) {}
