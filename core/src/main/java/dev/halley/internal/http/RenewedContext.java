package dev.halley.internal.http;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context that asks for the current one whenever a connection is made, so that certificates can be renewed while a
 * wire is open, whichever it is. The wire's threads.
 */
final class RenewedContext extends SSLContext {
    private RenewedContext(Current current, SSLContext first) {
        super(current, first.getProvider(), first.getProtocol());
    }

    static SSLContext of(Supplier<SSLContext> supplier) {
        Current current = new Current(supplier);
        return new RenewedContext(current, current.context());
    }

    private static final class Current extends SSLContextSpi {
        private final Supplier<SSLContext> supplier;

        Current(Supplier<SSLContext> supplier) {
            this.supplier = supplier;
        }

        SSLContext context() {
            return Objects.requireNonNull(supplier.get(), "sslContext: the supplier returned null");
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return context().createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return context().createSSLEngine(host, port);
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return context().getSocketFactory();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return context().getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return context().getSupportedSSLParameters();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context().getClientSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context().getServerSessionContext();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return context().getServerSocketFactory();
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("a renewed context is initialised by its supplier");
        }
    }
}
