package dev.halley.cli;

import dev.halley.ClientBuilder;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Proxy and TLS; shared by the commands that connect. */
final class NetworkOptions {
    @Option(
            names = "--proxy",
            paramLabel = "URL",
            converter = ProxyConverter.class,
            description = "An HTTP proxy, such as http://proxy.example.com:3128 or http://user:password@host:port.")
    private @Nullable Proxy proxy;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "A PEM file of certificates to trust instead of the JDK's.")
    private @Nullable Path authorities;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "A PEM file with the client's own certificate, and its chain.")
    private @Nullable Path certificate;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "A PEM file with the certificate's private key, PKCS #8 (default: the file of --cert).")
    private @Nullable Path key;

    @Option(
            names = "--insecure",
            description = "Accept any certificate of any host. Whoever stands between can read and change everything.")
    private boolean insecure;

    /** A proxy with perhaps a user. */
    record Proxy(
            String host,
            int port,
            @Nullable String user,
            @Nullable String password) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    void applyTo(ClientBuilder<?> builder) {
        if (insecure && authorities != null) {
            throw new TypeConversionException("--insecure trusts everybody, so --cacert says nothing (expected: one)");
        }
        if (key != null && certificate == null) {
            throw new TypeConversionException("--key without --cert (expected: both)");
        }
        if (proxy != null) {
            builder.proxy(ProxySelector.of(InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
            if (proxy.user() != null) {
                builder.proxyCredentials(proxy.user(), proxy.password() == null ? "" : proxy.password());
            }
        }
        if (authorities != null || certificate != null) {
            builder.sslContext(PemFiles.context(authorities, certificate, key));
        }
        if (insecure) {
            builder.disableTlsVerification();
        }
    }

    /** A proxy's URL, for picocli. Its message does not repeat the value, which may hold a password. */
    static final class ProxyConverter implements ITypeConverter<Proxy> {
        private static final String EXPECTED = " (expected: http://host:port, perhaps with user:password@)";

        @Override
        public Proxy convert(String value) {
            URI uri;
            try {
                uri = new URI(value.contains("://") ? value : "http://" + value);
            } catch (URISyntaxException e) {
                throw new TypeConversionException(e.getReason() + EXPECTED);
            }
            if (!"http".equals(uri.getScheme())) {
                throw new TypeConversionException("scheme '" + uri.getScheme() + "'" + EXPECTED);
            }
            if (uri.getHost() == null || uri.getPort() < 1 || uri.getPort() > 65_535) {
                throw new TypeConversionException("no host or no port" + EXPECTED);
            }
            String[] user = uri.getRawUserInfo() == null
                    ? new String[0]
                    : uri.getRawUserInfo().split(":", 2);
            return new Proxy(
                    uri.getHost(),
                    uri.getPort(),
                    user.length == 0 ? null : decoded(user[0]),
                    user.length < 2 ? null : decoded(user[1]));
        }

        // a plus sign is itself in an URL's user
        private static String decoded(String text) {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
    }
}
