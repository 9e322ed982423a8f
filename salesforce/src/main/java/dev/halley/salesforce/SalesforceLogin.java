package dev.halley.salesforce;

import dev.halley.internal.http.CookieJar;
import dev.halley.internal.http.HttpAgent;
import dev.halley.internal.http.HttpSettings;
import dev.halley.internal.http.WireLoader;
import dev.halley.internal.loop.Kernel;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.net.ProxySelector;
import java.net.URI;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How to log in to Salesforce. Immutable and thread-safe; nothing is sent before a client needs it, and then each time
 * when the server no longer accepts the token. Login URLs are {@link #PRODUCTION}, {@link #SANDBOX} or an organisation's
 * own My Domain; all are https (or this machine, for tests). Nothing here shows a secret in {@code toString()}.
 */
public final class SalesforceLogin {
    /** Where production organisations log in. */
    public static final String PRODUCTION = "https://login.salesforce.com";

    /** Where sandboxes log in. */
    public static final String SANDBOX = "https://test.salesforce.com";

    private final How how;
    private final Connection connection;

    /** Gives credentials; asked on the client's executor. */
    private interface How {
        CompletionStage<Credentials> login(Connection connection);
    }

    private record Connection(
            @Nullable SSLContext ssl,
            @Nullable ProxySelector proxy,
            WireSettings.@Nullable ProxyCredentials proxyCredentials,
            Duration timeout,
            @Nullable WireProvider wire,
            Kernel kernel) {
        CompletionStage<Credentials> ask(Grant grant) {
            WireProvider provider = wire == null ? WireLoader.defaultProvider() : wire;
            // first, for it may fail, and then nothing is open
            String body = grant.body(kernel.time().now());
            HttpAgent agent = new HttpAgent(
                    provider.open(new WireSettings(timeout, ssl, null, proxy, proxyCredentials, kernel.io())),
                    new HttpSettings(grant.headers(), null, true, 1 << 20, 1 << 20, timeout, OAuthGrant.WORDING),
                    new CookieJar(kernel.time()),
                    kernel,
                    kernel.handlers());
            return agent.post(grant.endpoint(), grant.contentType(), body, timeout)
                    .reply()
                    .thenApply(grant::read)
                    .whenComplete((credentials, failure) -> agent.close());
        }
    }

    private SalesforceLogin(How how, Connection connection) {
        this.how = how;
        this.connection = connection;
    }

    private static SalesforceLogin of(How how) {
        return new SalesforceLogin(
                how, new Connection(null, null, null, Duration.ofSeconds(20), null, Kernel.shared()));
    }

    private static SalesforceLogin of(Grant grant) {
        return of(connection -> connection.ask(grant));
    }

    /**
     * The OAuth 2.0 refresh token flow.
     *
     * @param loginUrl {@link #PRODUCTION}, {@link #SANDBOX} or a My Domain URL
     * @param clientId the connected app's consumer key
     * @param clientSecret its secret, or null when the app asks for none
     * @param refreshToken the refresh token
     * @return the login
     * @throws IllegalArgumentException if the URL is not https
     */
    public static SalesforceLogin refreshToken(
            String loginUrl, String clientId, @Nullable String clientSecret, String refreshToken) {
        Map<String, String> parameters = parameters("refresh_token", clientId, clientSecret);
        parameters.put("refresh_token", Objects.requireNonNull(refreshToken, "refreshToken"));
        return of(new OAuthGrant(url(loginUrl), parameters));
    }

    /**
     * The OAuth 2.0 client credentials flow, for servers that act as themselves.
     *
     * @param loginUrl the My Domain URL; this flow does not work at {@link #PRODUCTION} or {@link #SANDBOX}
     * @param clientId the connected app's consumer key
     * @param clientSecret its secret
     * @return the login
     * @throws IllegalArgumentException if the URL is not https
     */
    public static SalesforceLogin clientCredentials(String loginUrl, String clientId, String clientSecret) {
        return of(new OAuthGrant(
                url(loginUrl),
                parameters("client_credentials", clientId, Objects.requireNonNull(clientSecret, "clientSecret"))));
    }

    /**
     * The OAuth 2.0 JWT bearer flow: a signed assertion for a user who has approved the app.
     *
     * @param loginUrl {@link #PRODUCTION}, {@link #SANDBOX} or a My Domain URL; also the assertion's audience
     * @param clientId the connected app's consumer key
     * @param user the user's name
     * @param key the RSA key whose certificate the app knows
     * @return the login
     * @throws IllegalArgumentException if the URL is not https
     */
    public static SalesforceLogin jwtBearer(String loginUrl, String clientId, String user, PrivateKey key) {
        URI url = url(loginUrl);
        JwtBearer assertion = new JwtBearer(
                Objects.requireNonNull(clientId, "clientId"),
                Objects.requireNonNull(user, "user"),
                url,
                Objects.requireNonNull(key, "key"));
        return of(new OAuthGrant(url, assertion::parameters));
    }

    /**
     * The OAuth 2.0 user and password flow. Salesforce discourages it and lets organisations turn it off.
     *
     * @param loginUrl {@link #PRODUCTION}, {@link #SANDBOX} or a My Domain URL
     * @param clientId the connected app's consumer key
     * @param clientSecret its secret
     * @param user the user's name
     * @param password the password, with the security token behind it where the organisation asks for one
     * @return the login
     * @throws IllegalArgumentException if the URL is not https
     */
    public static SalesforceLogin password(
            String loginUrl, String clientId, String clientSecret, String user, String password) {
        Map<String, String> parameters =
                parameters("password", clientId, Objects.requireNonNull(clientSecret, "clientSecret"));
        parameters.put("username", Objects.requireNonNull(user, "user"));
        parameters.put("password", Objects.requireNonNull(password, "password"));
        return of(new OAuthGrant(url(loginUrl), parameters));
    }

    /**
     * The SOAP call {@code login}, which needs no connected app: what EMP-Connector's {@code LoginHelper} does.
     *
     * @param loginUrl {@link #PRODUCTION}, {@link #SANDBOX} or a My Domain URL
     * @param user the user's name
     * @param password the password, with the security token behind it where the organisation asks for one
     * @return the login
     * @throws IllegalArgumentException if the URL is not https
     */
    public static SalesforceLogin password(String loginUrl, String user, String password) {
        return of(new SoapGrant(
                url(loginUrl), Objects.requireNonNull(user, "user"), Objects.requireNonNull(password, "password")));
    }

    /**
     * Tokens from anywhere.
     *
     * @param instanceUrl the organisation's My Domain URL
     * @param tokens asked for an access token or session id at first and whenever the server refuses the last one; on
     *     the client's executor, never twice at the same time
     * @return the login
     * @throws IllegalArgumentException if the URL is not https
     */
    public static SalesforceLogin tokens(String instanceUrl, Supplier<? extends CompletionStage<String>> tokens) {
        URI instance = url(instanceUrl);
        Objects.requireNonNull(tokens, "tokens");
        return of(connection -> tokens.get().thenApply(token -> new Credentials(token, instance)));
    }

    private static Map<String, String> parameters(String type, String clientId, @Nullable String clientSecret) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", type);
        parameters.put("client_id", Objects.requireNonNull(clientId, "clientId"));
        if (clientSecret != null) {
            parameters.put("client_secret", clientSecret);
        }
        return parameters;
    }

    private static URI url(String loginUrl) {
        return SecureUrl.parse("loginUrl", loginUrl);
    }

    /**
     * The TLS context of the login.
     *
     * @param context the context
     * @return a login with it; default the JDK's
     */
    public SalesforceLogin sslContext(SSLContext context) {
        return with(new Connection(
                Objects.requireNonNull(context, "context"),
                connection.proxy,
                connection.proxyCredentials,
                connection.timeout,
                connection.wire,
                connection.kernel));
    }

    /**
     * The proxy of the login.
     *
     * @param selector must not block
     * @return a login with it; default no proxy
     */
    public SalesforceLogin proxy(ProxySelector selector) {
        return with(new Connection(
                connection.ssl,
                Objects.requireNonNull(selector, "selector"),
                connection.proxyCredentials,
                connection.timeout,
                connection.wire,
                connection.kernel));
    }

    /**
     * User and password for the proxy.
     *
     * @param user the user
     * @param password the password
     * @return a login with them; default none
     */
    public SalesforceLogin proxyCredentials(String user, String password) {
        return with(new Connection(
                connection.ssl,
                connection.proxy,
                new WireSettings.ProxyCredentials(user, password),
                connection.timeout,
                connection.wire,
                connection.kernel));
    }

    /**
     * How long the login server may take.
     *
     * @param timeout more than zero
     * @return a login with it; default 20 s
     */
    public SalesforceLogin timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: more than zero)");
        }
        return with(new Connection(
                connection.ssl,
                connection.proxy,
                connection.proxyCredentials,
                timeout,
                connection.wire,
                connection.kernel));
    }

    /** For tests in virtual time. */
    SalesforceLogin on(WireProvider wire, Kernel kernel) {
        return with(new Connection(
                connection.ssl, connection.proxy, connection.proxyCredentials, connection.timeout, wire, kernel));
    }

    private SalesforceLogin with(Connection changed) {
        return new SalesforceLogin(how, changed);
    }

    /** Off the caller's thread: signing and the application's supplier may take their time. */
    CompletionStage<Credentials> login() {
        return CompletableFuture.supplyAsync(() -> how.login(connection), connection.kernel.handlers())
                .thenCompose(stage -> stage);
    }

    /** The monotonic clock of the login. */
    long nanoTime() {
        return connection.kernel.time().nanoTime();
    }

    /** Nothing of the credentials. */
    @Override
    public String toString() {
        return "SalesforceLogin";
    }
}
