package dev.halley.interop.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientBuilder;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.Token;
import dev.halley.bayeux.TokenAuth;
import dev.halley.wire.Headers;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;

/** Made-up credentials, each of which is known by its look wherever it appears, and the ids that a test learns. Thread-safe. */
final class Hidden {
    static final String BEARER = "bearer-hidden-4711-a";
    static final String PASSWORD = "password-hidden-4712-b";
    static final String QUERY = "query-hidden-4713-c";
    static final String API_KEY = "apikey-hidden-4714-d";
    static final String PROVIDED = "provided-hidden-4715-e";
    static final String COOKIE = "cookie-hidden-4716-f";
    static final String EXT = "ext-hidden-4717-g";
    static final String FIELD = "field-hidden-4718-h";
    static final String AUTH = "auth-hidden-4719-i";
    static final String PROXY = "proxy-hidden-4720-j";
    /** In what is sent and received, in fields that are named like a secret. */
    static final String PAYLOAD = "payload-hidden-4721-k";
    /** A cookie of the server. */
    static final String GIVEN = "given-hidden-4722-l";

    /** How a client says who it is. */
    enum Login {
        USER_INFO,
        HEADER,
        /** From a {@link TokenAuth}, or a provider of headers. */
        TOKEN;

        /** Such a server's URL, with secrets. */
        String url(String url) {
            String named = this == USER_INFO ? url.replace("://", "://user:" + PASSWORD + "@") : url;
            return named + "?key=" + QUERY;
        }

        /** What the server then gets in the header Authorization. */
        String authorization() {
            return this == USER_INFO ? "Basic " + base64("user:" + PASSWORD) : "Bearer " + BEARER;
        }
    }

    private final Set<String> all = new ConcurrentSkipListSet<>(
            List.of(BEARER, PASSWORD, QUERY, API_KEY, PROVIDED, COOKIE, EXT, FIELD, AUTH, PROXY, PAYLOAD, GIVEN));

    Hidden() {
        all.add(base64("user:" + PASSWORD));
        all.add(base64("user:" + PROXY));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What every client can be given. */
    static void give(ClientBuilder<?> builder, Login login) {
        builder.header("X-Api-Key", API_KEY)
                .headers(uri -> CompletableFuture.completedFuture(Map.of("X-Ticket", PROVIDED)))
                .cookie("LOGIN", COOKIE)
                .proxy(ProxySelector.of(null))
                .proxyCredentials("user", PROXY);
        if (login == Login.HEADER) {
            builder.header("Authorization", "Bearer " + BEARER);
        }
    }

    /** What else a Bayeux client can be given. */
    static void giveBayeux(BayeuxClientBuilder builder, Login login) {
        give(builder, login);
        builder.handshakeExt("authentication", Map.of("user", "me", "token", EXT))
                .handshakeExt("plain", EXT)
                .handshakeField("password", FIELD);
        if (login == Login.TOKEN) {
            builder.auth(TokenAuth.bearerFrom(() -> new Token(BEARER)));
        }
    }

    /** An id that a server gave. */
    String learn(String id) {
        assertThat(id).hasSizeGreaterThan(5);
        all.add(id);
        return id;
    }

    Set<String> all() {
        return all;
    }

    /** The server got what the headers are for, so that there was something to tell. */
    static void arrived(Headers headers, Login login) {
        assertThat(headers.first("Authorization")).contains(login.authorization());
        assertThat(headers.first("X-Api-Key")).contains(API_KEY);
        assertThat(headers.first("X-Ticket")).contains(PROVIDED);
        assertThat(headers.first("Cookie").orElse("")).contains("LOGIN=" + COOKIE);
    }
}
