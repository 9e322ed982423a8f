package dev.halley.socketio;

import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.internal.client.ServerUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where to connect, and as whom. Immutable: each method that sets something returns a changed copy, so
 * {@code ConnectOptions.to("https://example.com").namespaces("/chat").auth(Map.of("token", token))}. URL, headers and
 * credentials are asked for again at each connection.
 */
public final class ConnectOptions {
    private final List<String> urls;
    private final @Nullable Supplier<? extends CompletionStage<String>> urlProvider;
    private Map<String, String> headers = Map.of();
    private @Nullable Supplier<? extends CompletionStage<Map<String, String>>> headerProvider;
    private @Nullable AuthProvider auth;
    private List<EngineTransport> transports = List.of();
    private Set<String> namespaces = Set.of();
    private boolean only;
    private @Nullable String path;
    private boolean waiting = true;
    private Duration waitTimeout = Duration.ofSeconds(5);
    private boolean retry;

    private ConnectOptions(List<String> urls, @Nullable Supplier<? extends CompletionStage<String>> urlProvider) {
        this.urls = urls;
        this.urlProvider = urlProvider;
    }

    private ConnectOptions(ConnectOptions other) {
        this(other.urls, other.urlProvider);
        headers = other.headers;
        headerProvider = other.headerProvider;
        auth = other.auth;
        transports = other.transports;
        namespaces = other.namespaces;
        only = other.only;
        path = other.path;
        waiting = other.waiting;
        waitTimeout = other.waitTimeout;
        retry = other.retry;
    }

    /**
     * Connects to a server.
     *
     * @param url its URL, {@code http}, {@code https}, {@code ws} or {@code wss}, without a path: a namespace is named by
     *     {@link #namespaces}, and where the server listens by {@link #path}. A query is sent with each request
     * @param others further servers of the same service: each attempt takes the next one, until one answers. The first
     *     connection tries each once before it fails
     * @return options with the defaults that the other methods name
     * @throws IllegalArgumentException if a URL is none, or has a path
     */
    public static ConnectOptions to(String url, String... others) {
        List<String> urls = new ArrayList<>();
        urls.add(ServerUrl.parse(url).toString());
        for (String other : others) {
            urls.add(ServerUrl.parse(other).toString());
        }
        return new ConnectOptions(List.copyOf(urls), null);
    }

    /**
     * Connects to a server whose URL is asked for at each connection, on the client's executor.
     *
     * @param url gives the URL, as {@link #to(String, String...)} takes it; a failure fails the attempt
     * @return options with the defaults that the other methods name
     */
    public static ConnectOptions to(Supplier<? extends CompletionStage<String>> url) {
        return new ConnectOptions(List.of(), Objects.requireNonNull(url, "url"));
    }

    /**
     * Adds a header to each HTTP request and WebSocket upgrade, beside those of the client.
     *
     * @param name the name
     * @param value the value
     * @return a copy; default none; the same name again replaces the value
     */
    public ConnectOptions header(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.keySet().removeIf(known -> known.equalsIgnoreCase(name));
        all.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        ConnectOptions copy = new ConnectOptions(this);
        copy.headers = Collections.unmodifiableMap(all);
        return copy;
    }

    /**
     * Gives headers that change over time, such as an access token: for all requests and upgrades of one connection, beside
     * those of the client. For headers of each request by itself see {@link SocketIoClientBuilder#headers}.
     *
     * @param provider is asked at each connection, on the client's executor
     * @return a copy; default none
     */
    public ConnectOptions headers(Supplier<? extends CompletionStage<Map<String, String>>> provider) {
        ConnectOptions copy = new ConnectOptions(this);
        copy.headerProvider = Objects.requireNonNull(provider, "provider");
        return copy;
    }

    /**
     * The credentials, the same for each namespace and connection. A server of Socket.IO 1 or 2 gets none for the namespace
     * {@code /}: see {@link AuthProvider}.
     *
     * @param auth a map, a record or another value that becomes a JSON object; null for none
     * @return a copy; default none
     */
    public ConnectOptions auth(@Nullable Object auth) {
        ConnectOptions copy = new ConnectOptions(this);
        copy.auth = auth == null ? null : new FixedAuth(auth);
        return copy;
    }

    /**
     * The credentials, asked for each time that a namespace is joined.
     *
     * @param provider gives them
     * @return a copy; default none
     */
    public ConnectOptions auth(AuthProvider provider) {
        ConnectOptions copy = new ConnectOptions(this);
        copy.auth = Objects.requireNonNull(provider, "provider");
        return copy;
    }

    /**
     * The transports. The first one opens the connection; from polling the client goes over to a WebSocket where both
     * are named and the server has it.
     *
     * @param first the one to begin with
     * @param others further ones
     * @return a copy; default {@code POLLING, WEBSOCKET}
     */
    public ConnectOptions transports(EngineTransport first, EngineTransport... others) {
        Set<EngineTransport> all = new LinkedHashSet<>();
        all.add(Objects.requireNonNull(first, "first"));
        all.addAll(Arrays.asList(others));
        ConnectOptions copy = new ConnectOptions(this);
        copy.transports = List.copyOf(all);
        return copy;
    }

    /**
     * The namespaces to join, and {@code /} beside them. Where the server refuses {@code /}, which was not named, that is
     * reported, and is no error.
     *
     * @param names such as {@code /chat}
     * @return a copy; default: those that have a handler, a class or a subscriber, and {@code /} when there are
     *     none
     */
    public ConnectOptions namespaces(String... names) {
        return namespaces(false, names);
    }

    /**
     * The namespaces to join, and no others.
     *
     * @param names such as {@code /chat}; one at least
     * @return a copy; default: those that have a handler, a class or a subscriber, and {@code /} when there are
     *     none
     * @throws IllegalArgumentException if there are none
     */
    public ConnectOptions onlyNamespaces(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("names: none (expected: one namespace at least)");
        }
        return namespaces(true, names);
    }

    private ConnectOptions namespaces(boolean exactly, String... names) {
        Set<String> all = new LinkedHashSet<>();
        for (String name : names) {
            all.add(Names.namespace(name));
        }
        ConnectOptions copy = new ConnectOptions(this);
        copy.namespaces = Collections.unmodifiableSet(all);
        copy.only = exactly;
        return copy;
    }

    /**
     * Where the server listens.
     *
     * @param path the path of its URL
     * @return a copy; default {@code /socket.io}
     */
    public ConnectOptions path(String path) {
        ConnectOptions copy = new ConnectOptions(this);
        copy.path = Objects.requireNonNull(path, "path");
        return copy;
    }

    /**
     * Whether {@code connect} ends only when all namespaces are joined.
     *
     * @param waiting false to end when the connection is open
     * @return a copy; default true
     */
    public ConnectOptions waitForNamespaces(boolean waiting) {
        ConnectOptions copy = new ConnectOptions(this);
        copy.waiting = waiting;
        return copy;
    }

    /**
     * How long the server may take to answer for a namespace, for each from when it is asked. When the time is up,
     * {@code connect} fails and the client is closed; a {@code join} fails, and on a reconnect {@code connect_error} is
     * told: there the answer still counts when it comes, and the server is asked again with the next connection.
     *
     * @param timeout more than zero
     * @return a copy; default 5 s
     * @throws IllegalArgumentException if it is not more than zero
     */
    public ConnectOptions waitTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("waitTimeout: " + timeout + " (expected: more than zero)");
        }
        ConnectOptions copy = new ConnectOptions(this);
        copy.waitTimeout = timeout;
        return copy;
    }

    /**
     * Whether the first connection is tried again, as the reconnect policy says, when the server can't be reached. A
     * refused namespace is not tried again.
     *
     * @param retry true to go on trying
     * @return a copy; default false
     */
    public ConnectOptions retry(boolean retry) {
        ConnectOptions copy = new ConnectOptions(this);
        copy.retry = retry;
        return copy;
    }

    /**
     * The servers.
     *
     * @return their URLs; empty where a provider gives the URL
     */
    public List<String> urls() {
        return urls;
    }

    /**
     * What gives the URL.
     *
     * @return the provider, if there is one
     */
    public Optional<Supplier<? extends CompletionStage<String>>> urlProvider() {
        return Optional.ofNullable(urlProvider);
    }

    /**
     * The headers that do not change.
     *
     * @return names and values
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * What gives further headers.
     *
     * @return the provider, if there is one
     */
    public Optional<Supplier<? extends CompletionStage<Map<String, String>>>> headerProvider() {
        return Optional.ofNullable(headerProvider);
    }

    /**
     * What gives the credentials.
     *
     * @return the provider, if there are any
     */
    public Optional<AuthProvider> auth() {
        return Optional.ofNullable(auth);
    }

    /**
     * Whether asking for the credentials again may give others, so that a refused namespace is tried again with them.
     *
     * @return whether a provider was given
     */
    public boolean isAuthRefreshed() {
        return auth != null && !(auth instanceof FixedAuth);
    }

    /**
     * The transports.
     *
     * @return in their order; empty for the client's
     */
    public List<EngineTransport> transports() {
        return transports;
    }

    /**
     * The namespaces that were named.
     *
     * @return their names, in order; empty for those that have a handler
     */
    public Set<String> namespaces() {
        return namespaces;
    }

    /**
     * Whether exactly the named namespaces are joined.
     *
     * @return false where {@code /} is joined beside them
     */
    public boolean isOnly() {
        return only;
    }

    /**
     * Where the server listens.
     *
     * @return the path, where it is not the client's
     */
    public Optional<String> path() {
        return Optional.ofNullable(path);
    }

    /**
     * Whether {@code connect} waits for the namespaces.
     *
     * @return whether it does
     */
    public boolean isWaitForNamespaces() {
        return waiting;
    }

    /**
     * How long the server may take to answer for a namespace.
     *
     * @return the time
     */
    public Duration waitTimeout() {
        return waitTimeout;
    }

    /**
     * Whether the first connection is tried again.
     *
     * @return whether it is
     */
    public boolean isRetry() {
        return retry;
    }

    /** The servers without queries, and the namespaces; headers and credentials are left out. */
    @Override
    public String toString() {
        return "ConnectOptions[urls="
                + urls.stream()
                        .map(url -> url.replaceAll("[?#].*", "?…").replaceAll("//[^/]*@", "//…@"))
                        .toList()
                + ", transports=" + transports + ", namespaces=" + namespaces + ", only=" + only + ", path=" + path
                + ", waitForNamespaces=" + waiting + ", waitTimeout=" + waitTimeout + ", retry=" + retry + "]";
    }

    /** Credentials that never change. */
    private record FixedAuth(@Nullable Object value) implements AuthProvider {
        @Override
        public CompletionStage<?> auth(Request request) {
            return CompletableFuture.completedFuture(value);
        }

        /** They are a secret. */
        @Override
        public String toString() {
            return "FixedAuth";
        }
    }
}
