package dev.halley.bayeux.internal.transport;

import dev.halley.HalleyException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.MessageReader;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.internal.delivery.Pressure;
import dev.halley.wire.Headers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One way to carry messages. All methods are called in the serial context, and so is the listener. */
public interface Transport {
    /** Which one. */
    ConnectionType type();

    /**
     * Sends a message, perhaps together with others, in the order of the calls. A handshake, connect or disconnect goes
     * at once; others wait while {@link #hold} is on. Its end is a reply in some batch, or
     * {@link Listener#onFailed}.
     *
     * @param timeout how long the server may take to answer
     * @param replyExpected P53: false when its end is {@link Listener#onWritten} unless a reply comes before that
     */
    void send(OutgoingMessage message, Duration timeout, boolean replyExpected);

    /** With a reply. */
    default void send(OutgoingMessage message, Duration timeout) {
        send(message, timeout, true);
    }

    /** Whether requests other than handshake, connect and disconnect wait: while there is no session (P02). */
    void hold(boolean on);

    /**
     * Takes a message back that has not been written.
     *
     * @return false when it is unknown, or has been written
     */
    boolean withdraw(String id);

    /** Whether nothing that was sent waits to be written or answered. */
    boolean isIdle();

    /** Fails everything that has not been written. */
    void failUnwritten(HalleyException cause);

    /** Gives up the handshake or connect that is on its way, without telling the listener (P12). */
    void abandonControl();

    /** The credentials were renewed: what carries them by headers of its connection needs a new one. */
    default void renewed() {}

    /** The disconnect waits for nothing that was sent before it. */
    void hurry();

    /** How much the application lags behind. */
    void pressure(Pressure pressure);

    /** Cuts the connections without a goodbye; {@link #close} has to follow. */
    void cut();

    /**
     * Ends everything; the listener hears nothing more.
     *
     * @return completes when the connection is closed, within a second
     */
    CompletableFuture<Void> close();

    /**
     * Where a batch came from.
     *
     * @param headers the reply's headers; none over WebSocket
     */
    record Origin(ConnectionType type, Headers headers) {}

    /** Hears of what a transport brings, in the serial context. */
    interface Listener {
        /**
         * What one frame or body brought.
         *
         * @param epoch the session in which it was asked for: what it says of a session is about that one
         */
        void onBatch(MessageReader.Batch batch, long epoch);

        /**
         * The same with where it came from, for those who want to know.
         *
         * @param origin the transport and the reply's headers
         */
        default void onBatch(MessageReader.Batch batch, long epoch, Origin origin) {
            onBatch(batch, epoch);
        }

        /** A message without a reply was handed to the connection. */
        void onWritten(OutgoingMessage message);

        /** The connection ended while no connect was on its way that could tell of it. */
        void onLinkGone(HalleyException cause);

        /**
         * A request goes out beside the connect. Its reply may carry events that were sent before those which a connect's
         * reply brings meanwhile.
         *
         * @param number which one; the next one's is higher
         */
        default void onAsking(long number) {}

        /** That request is over: what its reply carried has come, or {@link #onReplyLost} was told. */
        default void onAsked(long number) {}

        /** A socket was left for one with renewed credentials: what the server sends into it from now on is missing. */
        default void onSocketLeft() {}

        /**
         * A reply was lost, and with it the events that it may have carried: beside the connect, or with the connection.
         *
         * @param late whether the server may still take the request, and write what it has for this session by then to
         *     where nobody reads it
         */
        void onReplyLost(HalleyException cause, boolean late);

        /**
         * A message will get no reply.
         *
         * @param failure {@link dev.halley.ConnectionException} when it was not written,
         *     {@link dev.halley.UnconfirmedException} or {@link dev.halley.OperationTimeoutException} when it may have
         *     been processed
         */
        void onFailed(OutgoingMessage message, HalleyException failure);
    }
}
