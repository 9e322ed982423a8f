package dev.halley.bayeux;

import java.util.List;
import java.util.Map;

/** What one request, reply or frame carries, on its way through the extensions. For the thread of the call. */
public interface ExtensionPayload {
    /**
     * The messages in their order. Removing one withholds it: an outgoing one fails with {@link ExtensionException}, an
     * incoming one is as if it had never come. None can be added.
     *
     * @return the live list
     */
    List<ExtensionMessage> messages();

    /**
     * The headers, by name without regard to case. Outgoing ones may be changed: over long-polling they go with this
     * request; over WebSocket only with the upgrade, which the first payload of a connection causes. Incoming ones are
     * read-only, and empty where there are none.
     *
     * @return the headers
     */
    Map<String, String> headers();

    /**
     * The transport that carries it.
     *
     * @return the transport
     */
    ConnectionType connectionType();
}
