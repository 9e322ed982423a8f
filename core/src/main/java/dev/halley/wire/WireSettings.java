package dev.halley.wire;

import java.net.ProxySelector;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * How a wire connects. Two equal settings may share an engine: equality compares the TLS context, parameters, selector
 * and executor by identity.
 *
 * @param connectTimeout how long a TCP and TLS connection may take
 * @param ssl the TLS context, or null for the JDK's default
 * @param sslParameters TLS parameters, or null for the JDK's defaults
 * @param proxy chooses a proxy per URL, or null for none
 * @param proxyCredentials user and password for the proxy, or null
 * @param executor runs what may block, such as name look-ups, and, where the wire has no threads of its own, its work and
 *     callbacks
 */
public record WireSettings(
        Duration connectTimeout,
        @Nullable SSLContext ssl,
        @Nullable SSLParameters sslParameters,
        @Nullable ProxySelector proxy,
        @Nullable ProxyCredentials proxyCredentials,
        Executor executor) {
    /**
     * Checks the values.
     *
     * @param connectTimeout how long a TCP and TLS connection may take; more than zero
     * @param ssl the TLS context, or null for the JDK's default
     * @param sslParameters TLS parameters, or null for the JDK's defaults
     * @param proxy chooses a proxy per URL, or null for none
     * @param proxyCredentials user and password for the proxy, or null
     * @param executor runs what may block and, where the wire has no threads of its own, its work and callbacks
     * @throws IllegalArgumentException if the timeout is not more than zero
     */
    public WireSettings {
        Objects.requireNonNull(executor, "executor");
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("connectTimeout: " + connectTimeout + " (expected: more than zero)");
        }
    }

    /**
     * User and password for a proxy.
     *
     * @param user the user
     * @param password the password; never printed
     */
    public record ProxyCredentials(String user, String password) {
        @Override
        public String toString() {
            return "ProxyCredentials[user=" + user + ", password=***]";
        }
    }
}
