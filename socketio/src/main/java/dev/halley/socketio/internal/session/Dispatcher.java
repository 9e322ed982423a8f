package dev.halley.socketio.internal.session;

import dev.halley.HalleyException;
import dev.halley.engineio.EngineClose;
import dev.halley.internal.delivery.Completion;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.parser.Packet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the session hands over what it received, for the application's handlers. Called in the serial context, in the order
 * in which things happened; nothing of it may block or throw.
 */
public interface Dispatcher {
    /** The namespaces with a handler, a class or a subscriber of their own, normalised; without the catch-all. */
    Set<String> namespaces();

    /**
     * An event.
     *
     * @param packet its namespace, name and arguments
     * @param reply answers it; null when the server asked for no acknowledgement
     * @param processed is to hear, once, that the handlers have finished with it or that nobody will see it; null when
     *     nobody asks
     */
    void event(Packet packet, @Nullable AckReply reply, @Nullable Completion processed);

    /** Whether somebody wants to hear {@link #outgoing}. */
    boolean wantsOutgoing();

    /** An event is given to the engine. */
    void outgoing(String namespace, String event, List<? extends @Nullable Object> args);

    /**
     * A namespace was joined, the first time or again. What was buffered has been given to the engine by then.
     *
     * @param sid its id there; a secret
     * @param recovered whether the server restored the state of the former connection, so that no event is missing
     */
    void connected(String namespace, String sid, boolean recovered);

    /**
     * A namespace could not be joined: the server refused it, or the connection could not be made.
     *
     * @param active whether the client goes on trying by itself
     */
    void connectError(String namespace, HalleyException cause, boolean active);

    /**
     * A joined namespace ended. Once for each end, before the next attempt to connect is scheduled.
     *
     * @param close how the connection ended; null when only the namespace did
     */
    void disconnected(String namespace, DisconnectReason reason, @Nullable EngineClose close);

    /** What one read brought has been handed over. */
    void readComplete();

    /** The application connects, the first time or after an end. */
    void opened();

    /**
     * The client has ended for good: nothing comes until it is opened again.
     *
     * @param cause null when the application ended it
     */
    void closed(@Nullable HalleyException cause);
}
