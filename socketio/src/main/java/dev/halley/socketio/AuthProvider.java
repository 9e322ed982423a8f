package dev.halley.socketio;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Gives the credentials with which a namespace is joined. Asked each time, after a lost connection and after a refusal
 * too, on the client's executor, so it may block; an answer that takes longer than 10 seconds fails the attempt.
 *
 * <p>A server of Socket.IO 1 or 2 puts each client into the namespace {@code /} without being asked, so there nothing is
 * asked of this provider and nothing is sent; the client's log warns of it once. Such a server takes credentials of the root
 * from the URL's query ({@link ConnectOptions#to}) or from headers ({@link ConnectOptions#header}). Of its other namespaces
 * they are sent, as a query of the namespace.
 */
@FunctionalInterface
public interface AuthProvider {
    /**
     * The credentials for one attempt.
     *
     * @param request which namespace, and what the server said to the last ones
     * @return completes with a map, a record or another value that becomes a JSON object, or with null for none; when it
     *     fails the attempt fails, and so does that namespace's {@code connect}
     */
    CompletionStage<?> auth(Request request);

    /**
     * An attempt to join a namespace.
     *
     * @param namespace which one
     * @param refusal what the server answered to the last credentials, when it refused them; null otherwise
     */
    record Request(String namespace, @Nullable ConnectError refusal) {}
}
