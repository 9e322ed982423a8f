package dev.halley.wire.jdk.internal;

import dev.halley.internal.wire.SharedEngines;
import dev.halley.wire.WireSettings;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.http.HttpClient;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One {@code HttpClient}, or two where a proxy applies, with what hangs on them. Any thread. */
final class Engine {
    static final SharedEngines<Engine> SHARED = new SharedEngines<>(Engine::of, Engine::letGo);

    private static final @Nullable MethodHandle SHUTDOWN_NOW = shutdownNow();

    private final HttpClient http;
    private final Supplier<HttpClient> forSockets;
    private final @Nullable UpgradeCookies cookies;

    // Guarded by this.
    private @Nullable HttpClient sockets;

    private Engine(HttpClient http, Supplier<HttpClient> forSockets, @Nullable UpgradeCookies cookies) {
        this.http = http;
        this.forSockets = forSockets;
        this.cookies = cookies;
    }

    static Engine of(WireSettings settings) {
        EngineExecutor executor = new EngineExecutor(settings.executor());
        UpgradeCookies cookies = new UpgradeCookies();
        HttpClient http = client(settings, executor, cookies);
        // With a proxy, a ws:// upgrade after a polled request would take the pooled connection to the proxy, without
        // CONNECT, and the proxy would get an upgrade that it does not understand: sockets have a pool of their own.
        Supplier<HttpClient> sockets =
                settings.proxy() == null ? () -> http : () -> client(settings, executor, cookies);
        return new Engine(http, sockets, cookies);
    }

    /** The application's client: its cookies and its life are its own. */
    static Engine of(HttpClient own) {
        return new Engine(own, () -> own, null);
    }

    private static HttpClient client(WireSettings settings, EngineExecutor executor, UpgradeCookies cookies) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                // Else a plain POST carries "Upgrade: h2c", which Faye and socket.io answer with 400.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout())
                .executor(executor)
                .cookieHandler(cookies)
                // A client that is told nothing takes the JVM's default selector; the settings' null means none.
                .proxy(settings.proxy() == null ? HttpClient.Builder.NO_PROXY : new CheckedSelector(settings.proxy()));
        if (settings.ssl() != null) {
            builder.sslContext(settings.ssl());
        }
        if (settings.sslParameters() != null) {
            builder.sslParameters(settings.sslParameters());
        }
        return builder.build();
    }

    HttpClient http() {
        return http;
    }

    synchronized HttpClient sockets() {
        if (sockets == null) {
            sockets = forSockets.get();
        }
        return sockets;
    }

    /** Null where the cookies of an upgrade can't be seen. */
    @Nullable UpgradeCookies cookies() {
        return cookies;
    }

    /**
     * Nobody uses this engine any more. Since Java 21 its threads can be ended; before, they end when nothing refers to
     * the client. ({@code close()} would wait for exchanges to end.)
     */
    void letGo() {
        HttpClient other;
        synchronized (this) {
            other = sockets;
        }
        end(http);
        if (other != null && other != http) {
            end(other);
        }
    }

    private static void end(HttpClient client) {
        if (SHUTDOWN_NOW == null) {
            return;
        }
        try {
            SHUTDOWN_NOW.invoke(client);
        } catch (Throwable failure) {
            System.getLogger("dev.halley.wire")
                    .log(System.Logger.Level.WARNING, "An engine of the JDK's HTTP client did not shut down", failure);
        }
    }

    private static @Nullable MethodHandle shutdownNow() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(HttpClient.class, "shutdownNow", MethodType.methodType(void.class));
        } catch (NoSuchMethodException | IllegalAccessException beforeJava21) {
            return null;
        }
    }
}
