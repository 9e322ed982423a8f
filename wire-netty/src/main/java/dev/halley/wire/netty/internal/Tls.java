package dev.halley.wire.netty.internal;

import dev.halley.wire.WireException;
import dev.halley.wire.WireSettings;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** TLS as the settings want it. On a thread that may block. */
final class Tls {
    private Tls() {}

    static SSLEngine engine(WireSettings settings, Route route) throws NoSuchAlgorithmException {
        SSLContext given = settings.ssl();
        SSLContext context = given == null ? SSLContext.getDefault() : given;
        // The host is what the certificate is checked for, and what the server is asked for (SNI).
        SSLEngine engine = context.createSSLEngine(route.host(), route.port());
        engine.setUseClientMode(true);
        SSLParameters wanted = settings.sslParameters();
        if (wanted != null) {
            engine.setSSLParameters(wanted);
        }
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        // HTTP/1.1 only: there is nothing to negotiate.
        parameters.setApplicationProtocols(new String[0]);
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** A handshake that failed, even by a connection that ended in its midst: what does not speak TLS does that. */
    static WireException failure(@Nullable Throwable cause) {
        Throwable known = cause == null ? new IllegalStateException("no handshake") : cause;
        return new WireException(WireException.Kind.TLS, Failures.text(known), known);
    }
}
