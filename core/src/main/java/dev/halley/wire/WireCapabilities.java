package dev.halley.wire;

/**
 * What a wire can do beyond the minimum.
 *
 * @param upgradeReplyHeaders whether {@link WebSocketListener#onOpen} gets the headers of a successful upgrade. Where
 *     it is false, the wire itself gives the sub-protocol as {@code Sec-WebSocket-Protocol} and the cookies of the upgrade
 *     reply as {@code Set-Cookie} headers, if it can
 * @param compression whether WebSocket messages can be compressed
 * @param socks whether SOCKS proxies work
 * @param coalescedWrites whether several WebSocket messages may be given before the first is written
 * @param noticesEnd whether the end of a WebSocket's connection is always told. Where it is false, pings are sent on a
 *     socket that has fallen quiet, so that a write fails where a read missed the end
 */
public record WireCapabilities(
        boolean upgradeReplyHeaders, boolean compression, boolean socks, boolean coalescedWrites, boolean noticesEnd) {}
