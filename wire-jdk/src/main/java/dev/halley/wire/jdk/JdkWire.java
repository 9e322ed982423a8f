package dev.halley.wire.jdk;

import dev.halley.wire.WireProvider;
import dev.halley.wire.jdk.internal.OwnClientProvider;
import java.net.http.HttpClient;
import java.util.Objects;

/** The wire over {@code java.net.http}, for those who bring their own client. */
public final class JdkWire {
    private JdkWire() {}

    /**
     * A wire over an {@link HttpClient} that the application configured. The application keeps it: closing a wire ends
     * the wire's own exchanges and sockets, never the client. TLS, proxy and connect timeout are the client's; a wire
     * that is asked for others is refused.
     *
     * @param client the client; it must not follow redirects by itself
     * @return a provider to name in a client's builder
     * @throws IllegalArgumentException if the client follows redirects
     */
    public static WireProvider provider(HttpClient client) {
        Objects.requireNonNull(client, "client");
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            // The JDK would take the application's credentials along to another host.
            throw new IllegalArgumentException("followRedirects of the HttpClient: " + client.followRedirects()
                    + " (expected: NEVER, which is its default; redirects are followed above the wire)");
        }
        return new OwnClientProvider(client);
    }
}
