package dev.halley.bayeux.internal.session;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.bayeux.internal.extension.AuthFailures;
import dev.halley.bayeux.internal.message.BayeuxError;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.wire.WireException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Says what kind of failure an exception, or a reply that refuses, is. Pure. */
final class Failures {
    /** What a server, or a proxy before it, says while the server is away. */
    private static final Set<Integer> AWAY = Set.of(408, 429, 502, 503, 504);

    /** A limit of users or events a day does not pass in seconds, and asking more often makes it worse. */
    private static final Duration LIMIT_EXCEEDED = Duration.ofMinutes(1);

    private Failures() {}

    /** What a renewal of credentials ended with. */
    static Failure ofRenewal(Throwable failure) {
        HalleyException cause = failure instanceof HalleyException known
                ? known
                : new ConnectionException(
                        "authenticate() failed: " + failure, ConnectionException.Details.NONE, failure);
        return Failure.of(Trouble.AUTHENTICATION, cause);
    }

    static Failure of(HalleyException cause) {
        ConnectionException.Details details =
                cause instanceof ConnectionException known ? known.details() : ConnectionException.Details.NONE;
        Trouble trouble = AuthFailures.isAuthentication(cause)
                ? Trouble.AUTHENTICATION
                : AWAY.contains(details.status()) || nobodyThere(cause) ? Trouble.UNREACHABLE : Trouble.BROKEN;
        return new Failure(trouble, cause, details.fatal(), details.retryAfter());
    }

    private static boolean nobodyThere(HalleyException cause) {
        return cause.getCause() instanceof WireException wire
                && switch (wire.kind()) {
                    case UNKNOWN_HOST, REFUSED, CONNECT_TIMEOUT -> true;
                    case TLS, PROXY, UPGRADE_REFUSED, BROKEN, PROTOCOL, ABORTED -> false;
                };
    }

    /** For a reply to a handshake or connect that is not successful. */
    static Failure ofReply(String what, ReceivedMessage reply) {
        HalleyException cause = BayeuxError.refusal(what, reply);
        if (AuthFailures.isUnknownClient(reply)) {
            return Failure.of(Trouble.UNKNOWN_CLIENT, cause);
        }
        // Salesforce hides why it refuses a handshake in ext.sfdc.failureReason
        String hidden = AuthFailures.failureReason(reply);
        BayeuxError reason = BayeuxError.parse(hidden.isEmpty() ? reply.error() : hidden);
        if (Integer.valueOf(503).equals(reason.code())) {
            return Failure.of(Trouble.BUSY, cause);
        }
        if (reason.text().toLowerCase(Locale.ROOT).contains("limit exceeded")) {
            return new Failure(Trouble.REFUSED, cause, false, Optional.of(LIMIT_EXCEEDED));
        }
        return Failure.of(AuthFailures.isAuthentication(reply) ? Trouble.AUTHENTICATION : Trouble.REFUSED, cause);
    }
}
