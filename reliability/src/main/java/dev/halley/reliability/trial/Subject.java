package dev.halley.reliability.trial;

import dev.halley.ReconnectPolicy;
import java.time.Duration;

/** The client of a trial. Its methods may be called by any thread. */
interface Subject extends AutoCloseable {
    /** Nobody waits longer for a connection. */
    Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** Nor for an answer. */
    Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);

    /** The longest pause between two attempts. */
    Duration LONGEST_DELAY = Duration.ofMillis(500);

    /** The longest silence of a good connection: CometD holds a connect for 2 s, socket.io sends a ping each second. */
    Duration HOLD = Duration.ofSeconds(2);

    /** What a busy machine may add. */
    Duration MARGIN = Duration.ofSeconds(5);

    /**
     * The bound that follows: a client that believes in its connection hears nothing for a hold and waits for an answer in
     * vain, one that does not is in an attempt; then there is a pause, and an attempt that succeeds.
     */
    Duration RECOVERY = HOLD.plus(CONNECT_TIMEOUT)
            .plus(REQUEST_TIMEOUT)
            .plus(LONGEST_DELAY)
            .plus(REQUEST_TIMEOUT)
            .plus(MARGIN);

    /** Retries fast, and for ever. */
    ReconnectPolicy POLICY = ReconnectPolicy.exponentialBackoff()
            .initialDelay(Duration.ofMillis(100))
            .maxDelay(LONGEST_DELAY);

    /** Connects and subscribes. */
    void open();

    /** Sends a numbered call, in Socket.IO an emit as well, and writes into the books how they end. */
    void send(int number);

    /** What the server's line {@code who} has to be. */
    String expectedSession();

    /** How many subscriptions hear of a probe. */
    int probes();

    /** Where the client stands, for the journal. */
    String state();

    @Override
    void close();
}
