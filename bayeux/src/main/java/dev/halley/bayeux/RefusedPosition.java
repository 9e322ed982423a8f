package dev.halley.bayeux;

/**
 * A position from which a server does not replay, mostly because it has forgotten the messages after it.
 *
 * @param channel the channel as it was subscribed
 * @param position what the server was asked for
 * @param error the server's error text
 */
public record RefusedPosition(String channel, long position, String error) {}
