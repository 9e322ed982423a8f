package dev.halley.bayeux;

import java.util.concurrent.CompletionStage;

/**
 * Adds credentials to what a client sends and renews them when the server no longer accepts them.
 *
 * <p>After an authentication failure {@link #authenticate()} is called, once however many messages failed together, and
 * what failed is tried again once. A server that forgot the client ({@code 402::session_unknown},
 * {@code 403::Unknown client}, {@code 401:<id>:Unknown client}) is no authentication failure: it gets a new handshake and
 * no new login. Three renewals in a row without a successful connection are the end of it: the client ends with the
 * server's last refusal. A publish or subscribe that is refused while the connection stands asks for a renewal, too; when
 * three of these in a row helped none of them, the next ones fail with the server's refusal at once, until the server
 * has accepted such a message or the connection was restored.
 */
public interface AuthExtension extends Extension {
    /**
     * Renews the credentials. Called on the client's executor, never twice at the same time.
     *
     * @return completes when the next outgoing payload can carry the new credentials; has 30 s. A failure counts as a
     *     failed connection: the reconnect policy decides when it is tried again
     */
    CompletionStage<Void> authenticate();
}
