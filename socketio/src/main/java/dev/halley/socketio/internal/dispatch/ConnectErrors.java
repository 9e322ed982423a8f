package dev.halley.socketio.internal.dispatch;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.socketio.ConnectError;
import dev.halley.socketio.NamespaceRefusedException;

/** Says in the words of the API why a namespace could not be joined. Any thread. */
final class ConnectErrors {
    private ConnectErrors() {}

    static ConnectError of(String namespace, HalleyException cause, boolean active) {
        if (cause instanceof NamespaceRefusedException refused) {
            return new ConnectError(namespace, refused.errorText(), refused.data(), 0, null, null, active);
        }
        if (cause instanceof ConnectionException connection) {
            ConnectionException.Details details = connection.details();
            return new ConnectError(
                    namespace, cause.getMessage(), null, details.status(), details.body(), cause, active);
        }
        return new ConnectError(namespace, cause.getMessage(), null, 0, null, cause, active);
    }
}
