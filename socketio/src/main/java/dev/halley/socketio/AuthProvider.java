package dev.halley.socketio;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Gives the credentials with which a namespace is joined. Asked each time, after a lost connection and after a refusal
 * too, on the client's executor, so it may block; an answer that takes longer than 10 seconds fails the attempt.
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
