package dev.halley.wire.netty.internal;

import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import dev.halley.wire.WireException.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.proxy.ProxyConnectException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What exceptions mean. Any thread. */
final class Failures {
    private Failures() {}

    /** A connection that could not be made. */
    static WireException connecting(Throwable failure, Route route) {
        if (failure instanceof WireException known) {
            return known;
        }
        Kind kind = kind(failure);
        if (route.isProxied() && (kind == Kind.REFUSED || kind == Kind.UNKNOWN_HOST)) {
            return new WireException(Kind.PROXY, "the proxy can't be reached (" + text(failure) + ")", failure);
        }
        return new WireException(
                kind, kind == Kind.UNKNOWN_HOST ? "unknown host " + route.host() : text(failure), failure);
    }

    /** No connection within the time that the settings give it. */
    static WireException late(long millis) {
        return new WireException(Kind.CONNECT_TIMEOUT, "no connection within " + millis + " ms", null);
    }

    /** The proxy's answer to CONNECT. */
    static WireException tunnel(int status, String reason, Headers headers) {
        String what = status == 407
                ? "the proxy wants credentials (407), or refuses these."
                : "the proxy answered CONNECT with " + status + (reason.isBlank() ? "" : " " + reason);
        return new WireException(Kind.PROXY, what, null, status, headers, ByteBuffer.allocate(0));
    }

    /** What ended a connection that had been made. */
    static WireException broken(Throwable failure) {
        if (failure instanceof WireException known) {
            return known;
        }
        if (failure instanceof DecoderException && !has(failure, SSLException.class)) {
            return protocol(text(failure), failure);
        }
        return new WireException(Kind.BROKEN, text(failure), failure);
    }

    static WireException lost() {
        return new WireException(Kind.BROKEN, "the connection was closed before the reply was complete", null);
    }

    static WireException aborted(String what) {
        return new WireException(Kind.ABORTED, what, null);
    }

    static WireException protocol(String what, @Nullable Throwable cause) {
        return new WireException(Kind.PROTOCOL, what, cause);
    }

    static WireException callback(Throwable thrown) {
        return new WireException(Kind.BROKEN, "a callback failed: " + thrown, thrown);
    }

    /** What the decoder of HTTP found wrong. */
    static WireException undecodable(Throwable cause) {
        return cause instanceof PrematureChannelClosureException ? lost() : protocol(text(cause), cause);
    }

    static Headers headers(HttpHeaders from) {
        Headers headers = Headers.empty();
        for (Map.Entry<String, String> line : from) {
            try {
                headers = headers.plus(line.getKey(), line.getValue());
            } catch (IllegalArgumentException unprintable) {
                // A line that HTTP does not allow is nothing that a client could act upon.
                continue;
            }
        }
        return headers;
    }

    private static Kind kind(Throwable failure) {
        if (failure instanceof ConnectTimeoutException) {
            return Kind.CONNECT_TIMEOUT;
        }
        if (failure instanceof ProxyConnectException) {
            return has(failure, ConnectException.class) ? Kind.REFUSED : Kind.PROXY;
        }
        if (failure instanceof UnknownHostException) {
            return Kind.UNKNOWN_HOST;
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return Kind.REFUSED;
        }
        if (has(failure, SSLException.class) || has(failure, CertificateException.class)) {
            return Kind.TLS;
        }
        if (failure instanceof SocketException
                && String.valueOf(failure.getMessage()).contains("unreachable")) {
            return Kind.REFUSED;
        }
        return Kind.BROKEN;
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** The innermost message that says something of the network or of a certificate, or else the first one. */
    static String text(Throwable failure) {
        String best = null;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                best = best == null || cause instanceof IOException || cause instanceof CertificateException
                        ? cause.getMessage()
                        : best;
            }
            cause = cause.getCause();
        }
        return best == null ? failure.getClass().getSimpleName() : best;
    }
}
