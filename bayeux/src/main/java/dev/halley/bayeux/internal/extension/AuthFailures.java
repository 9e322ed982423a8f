package dev.halley.bayeux.internal.extension;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.bayeux.internal.message.BayeuxError;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import java.util.Locale;
import java.util.Map;

/**
 * Tells which failures new credentials may mend, in the dialects of CometD, Salesforce and Faye (P72, P73). Pure.
 */
public final class AuthFailures {
    private AuthFailures() {}

    /** Whether a request failed for its credentials: HTTP 401 or 403. A proxy's 407 is no matter of this login. */
    public static boolean isAuthentication(HalleyException failure) {
        if (!(failure instanceof ConnectionException known)) {
            return false;
        }
        int status = known.details().status();
        return status == 401 || status == 403;
    }

    /** Whether a reply refuses the credentials. */
    public static boolean isAuthentication(ReceivedMessage reply) {
        if (reply.isSuccessful() || isUnknownClient(reply)) {
            return false;
        }
        // Salesforce hides the reason of a refused handshake in ext.sfdc.failureReason
        Integer code = BayeuxError.parse(reply.error()).code();
        Integer hidden = BayeuxError.parse(failureReason(reply)).code();
        if (hidden != null && reply.channel().equals(Channels.HANDSHAKE)) {
            return hidden == 401;
        }
        // a 403 to a publish or subscribe is about permission, and a new login gives none
        boolean control =
                reply.channel().equals(Channels.HANDSHAKE) || reply.channel().equals(Channels.CONNECT);
        return code != null && (code == 401 || code == 403 && control);
    }

    /** Whether a reply says that the server does not know the client (P73). */
    public static boolean isUnknownClient(ReceivedMessage reply) {
        BayeuxError error = BayeuxError.parse(reply.error());
        String text = error.text().toLowerCase(Locale.ROOT);
        Integer code = error.code();
        return code != null && (code == 402 && !text.contains("missing") || text.contains("unknown client"));
    }

    /** {@code ext.sfdc.failureReason}, or the empty string. */
    public static String failureReason(ReceivedMessage reply) {
        if (reply.field("ext") instanceof Map<?, ?> ext
                && ext.get("sfdc") instanceof Map<?, ?> sfdc
                && sfdc.get("failureReason") instanceof String reason) {
            return reason;
        }
        return "";
    }
}
