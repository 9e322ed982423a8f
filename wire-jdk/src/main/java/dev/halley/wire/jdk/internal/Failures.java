package dev.halley.wire.jdk.internal;

import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import dev.halley.wire.WireException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the JDK's exceptions mean. Any thread. */
final class Failures {
    private static final String TUNNELING = "jdk.http.auth.tunneling.disabledSchemes";
    private static final int SHOWN_BODY = 8192;

    private Failures() {}

    /**
     * The failure of an exchange or socket.
     *
     * @param viaProxy whether a proxy applies
     * @param established whether the peer has answered already, so that it can't be a failure to connect
     */
    static WireException of(Throwable thrown, boolean viaProxy, boolean established) {
        Throwable failure = unwrapped(thrown);
        if (failure instanceof WireException known) {
            return known;
        }
        if (failure instanceof WebSocketHandshakeException refused) {
            return refusedUpgrade(refused);
        }
        Kind kind = kind(failure, established);
        if (viaProxy && (kind == Kind.REFUSED || kind == Kind.UNKNOWN_HOST)) {
            return new WireException(Kind.PROXY, "the proxy can't be reached (" + text(failure) + ")", failure);
        }
        return new WireException(kind, text(failure), failure);
    }

    /** The proxy's 407 in answer to CONNECT: the JDK may not send what it asks for. */
    static WireException proxyAuthentication(Headers headers, @Nullable Throwable cause) {
        boolean basic = headers.all("Proxy-Authenticate").stream()
                .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("basic"));
        String why = "the proxy wants credentials (407), or refuses these.";
        if (basic && tunnelingForbidsBasic()) {
            why += " The JDK sends no Basic credentials to a proxy for https and WebSocket unless the system property "
                    + TUNNELING + " is set to an empty value before its first request: start the JVM with -D"
                    + TUNNELING + "= or add the dependency dev.halley:halley-wire-netty.";
        }
        return new WireException(Kind.PROXY, why, cause, 407, headers, ByteBuffer.allocate(0));
    }

    static Headers headers(HttpHeaders from) {
        Headers[] headers = {Headers.empty()};
        from.map()
                .forEach((name, values) -> values.forEach(value -> {
                    try {
                        headers[0] = headers[0].plus(name, value);
                    } catch (IllegalArgumentException unprintable) {
                        // A line that HTTP does not allow is nothing that a client could act upon.
                    }
                }));
        return headers[0];
    }

    private static WireException refusedUpgrade(WebSocketHandshakeException refused) {
        HttpResponse<?> response = refused.getResponse();
        Headers headers = headers(response.headers());
        int status = response.statusCode();
        if (status == 407) {
            return proxyAuthentication(headers, refused);
        }
        if (status == 101) {
            // The JDK's own check failed: its cause names the header.
            Throwable check = refused.getCause();
            return new WireException(
                    Kind.PROTOCOL,
                    "the upgrade's reply is wrong" + (check == null ? "" : " (" + check.getMessage() + ")"),
                    refused,
                    status,
                    headers,
                    ByteBuffer.allocate(0));
        }
        String body = response.body() instanceof String text ? text : "";
        ByteBuffer shown = ByteBuffer.wrap(
                body.substring(0, Math.min(body.length(), SHOWN_BODY)).getBytes(StandardCharsets.UTF_8));
        return new WireException(
                Kind.UPGRADE_REFUSED, "the upgrade was refused with " + status, refused, status, headers, shown);
    }

    private static Kind kind(Throwable failure, boolean established) {
        if (failure instanceof CancellationException) {
            return Kind.ABORTED;
        }
        if (failure instanceof CheckedSelector.UnsupportedProxyException) {
            return Kind.PROXY;
        }
        if (failure instanceof ProtocolException || has(failure, ProtocolException.class)) {
            return Kind.PROTOCOL;
        }
        if (established) {
            return Kind.BROKEN;
        }
        if (failure instanceof HttpTimeoutException) {
            // The wire sets no other timeout; through a proxy the JDK reports it as an ordinary one.
            return Kind.CONNECT_TIMEOUT;
        }
        if (failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnresolvedAddressException
                || failure instanceof UnknownHostException) {
            boolean unknown =
                    has(failure, UnresolvedAddressException.class) || has(failure, UnknownHostException.class);
            boolean timeout = has(failure, HttpConnectTimeoutException.class);
            return unknown ? Kind.UNKNOWN_HOST : timeout ? Kind.CONNECT_TIMEOUT : Kind.REFUSED;
        }
        if (has(failure, SSLException.class) || has(failure, CertificateException.class)) {
            return Kind.TLS;
        }
        String text = String.valueOf(failure.getMessage());
        if (text.startsWith("Tunnel failed")) {
            return Kind.PROXY;
        }
        if (failure instanceof SocketException && text.contains("unreachable")) {
            return Kind.REFUSED;
        }
        return Kind.BROKEN;
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable failure = thrown;
        while ((failure instanceof CompletionException || failure instanceof ExecutionException)
                && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure;
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

    /** The JDK leaves many messages null; the innermost one says most. */
    private static String text(Throwable failure) {
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

    private static boolean tunnelingForbidsBasic() {
        String schemes = System.getProperty(TUNNELING);
        // Unset, the JDK's own conf/net.properties says Basic.
        return schemes == null || schemes.toLowerCase(Locale.ROOT).contains("basic");
    }
}
