package dev.halley.testkit.bayeux;

import java.time.Duration;
import java.util.List;

/** Whose server a {@link BayeuxTestServer} behaves like. */
public enum Dialect {
    /**
     * CometD 9 with its defaults: connects are held for 30 s and sessions kept for 10 s between two of them; the session
     * is found through the cookie {@code BAYEUX_BROWSER}; acknowledge and timesync extensions.
     */
    COMETD(30_000, 10_000, 64 << 20),

    /**
     * Salesforce's Streaming API: long-polling only, holds of 110 s, 40 s to the next request, which isn't advised; a
     * bearer token with each request ({@link BayeuxTestServer#acceptToken}); at most 32,768 bytes per request; numeric
     * ids; the replay extension. The error of a refused handshake stands in {@code ext.sfdc.failureReason}.
     */
    SALESFORCE(110_000, 40_000, 32_768),

    /** Faye on Node: its error texts, 45 s holds, no cookies, events as the clients published them; no extensions. */
    FAYE(45_000, 45_000, 64 << 20);

    final Duration timeout;
    final Duration maxInterval;
    final int maxRequestBytes;

    Dialect(int timeout, int maxInterval, int maxRequestBytes) {
        this.timeout = Duration.ofMillis(timeout);
        this.maxInterval = Duration.ofMillis(maxInterval);
        this.maxRequestBytes = maxRequestBytes;
    }

    List<String> connectionTypes() {
        return switch (this) {
            case COMETD -> List.of("websocket", "long-polling", "callback-polling");
            case SALESFORCE -> List.of("long-polling");
            case FAYE ->
                List.of(
                        "long-polling",
                        "cross-origin-long-polling",
                        "callback-polling",
                        "websocket",
                        "eventsource",
                        "in-process");
        };
    }

    boolean usesCookies() {
        return this != FAYE;
    }

    /** Salesforce gives its advice once, with the first connect. */
    boolean advisesAtHandshake() {
        return this != SALESFORCE;
    }

    /** Faye sends events behind the replies, and over long-polling with those of connects only. */
    boolean eventsFollow() {
        return this == FAYE;
    }

    /** Faye repeats its advice with each connect. */
    boolean advisesAlways() {
        return this == FAYE;
    }

    /** P73. */
    String unknownClient(String clientId) {
        return switch (this) {
            case COMETD -> "402::session_unknown";
            case SALESFORCE -> "403::Unknown client";
            case FAYE -> "401:" + clientId + ":Unknown client";
        };
    }

    String missing(String field) {
        return this == FAYE
                ? "402:" + field + ":Missing required parameter"
                : field.equals("subscription") ? "403::subscription_missing" : "400::" + field + "_missing";
    }

    String invalidChannel(String channel, boolean subscribing) {
        return this == FAYE
                ? "405:" + channel + ":Invalid channel"
                : subscribing ? "403::subscription_invalid" : "405::channel_invalid";
    }

    String forbidden(String channel, String what) {
        return this == FAYE
                ? "403:" + channel + ":Forbidden channel"
                : "403:denied_by_security_policy:" + what + "_denied";
    }

    String unsupportedTypes(List<String> offered) {
        return this == FAYE
                ? "301:" + String.join(",", offered) + ":Connection types not supported"
                : "400::Invalid connection type";
    }
}
