package dev.halley.socketio.internal.client;

import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.internal.session.ConnectRequest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes of the application's options what the session takes. Any thread. */
final class Connecting {
    private Connecting() {}

    static ConnectRequest request(ConnectOptions options) {
        return new ConnectRequest(
                servers(options),
                headers(options),
                options.auth().orElse(null),
                options.isAuthRefreshed(),
                options.namespaces().isEmpty() ? null : options.namespaces(),
                options.isOnly(),
                options.isWaitForNamespaces(),
                options.waitTimeout(),
                options.isRetry());
    }

    private static List<Supplier<CompletionStage<URI>>> servers(ConnectOptions options) {
        Supplier<? extends CompletionStage<String>> provider =
                options.urlProvider().orElse(null);
        if (provider != null) {
            return List.of(() -> provider.get().thenApply(ServerUrl::parse));
        }
        return options.urls().stream().map(Connecting::server).toList();
    }

    private static Supplier<CompletionStage<URI>> server(String url) {
        URI parsed = URI.create(url);
        return () -> CompletableFuture.completedFuture(parsed);
    }

    private static @Nullable Supplier<CompletionStage<Map<String, String>>> headers(ConnectOptions options) {
        Map<String, String> fixed = options.headers();
        Supplier<? extends CompletionStage<Map<String, String>>> provider =
                options.headerProvider().orElse(null);
        if (provider == null) {
            return fixed.isEmpty() ? null : () -> CompletableFuture.completedFuture(fixed);
        }
        return () -> provider.get().thenApply(given -> {
            Map<String, String> all = new LinkedHashMap<>(fixed);
            given.forEach((name, value) -> {
                all.keySet().removeIf(known -> known.equalsIgnoreCase(name));
                all.put(name, value);
            });
            return all;
        });
    }

    /** The client's engine options with what this connection wants otherwise. */
    static EngineOptions engine(EngineOptions defaults, ConnectOptions options) {
        EngineOptions engine = defaults;
        List<EngineTransport> transports = options.transports();
        if (!transports.isEmpty()) {
            engine = engine.withTransports(transports);
        }
        String path = options.path().orElse(null);
        return path == null ? engine : engine.withPath(path);
    }
}
