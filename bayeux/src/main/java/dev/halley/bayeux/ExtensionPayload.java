package dev.halley.bayeux;

import java.util.List;
import java.util.Map;

/** What one request, reply or frame carries, on its way through the extensions. For the thread of the call. */
public interface ExtensionPayload {
    /**
     * The messages in their order. Removing one withholds it: an outgoing one fails with {@link ExtensionException}, an
     * incoming event is as if it had never come, and whoever waits for an incoming reply hears that it was withheld: a
     * publish or call fails with {@link dev.halley.UnconfirmedException}, a subscribe or unsubscribe with
     * {@link ExtensionException}, a handshake or connect is a failed one. None can be added, and the order stays.
     *
     * @return the live list
     */
    List<ExtensionMessage> messages();

    /**
     * The headers, by name without regard to case. Outgoing ones may be changed: over long-polling they go with this
     * request, before the client's own of the same name; over WebSocket only with the upgrade, which the first payload of
     * a connection causes. They are empty at first. Incoming ones are those of the HTTP reply, read-only; over WebSocket
     * there are none.
     *
     * @return the headers
     */
    Map<String, String> headers();

    /**
     * Whether the headers go anywhere, or came from anywhere. An extension that has to wait for a header's value need not
     * do so otherwise.
     *
     * @return false over a WebSocket that is open already, and for what a WebSocket brought
     */
    boolean carriesHeaders();

    /**
     * The transport that carries it.
     *
     * @return the transport
     */
    ConnectionType connectionType();
}
