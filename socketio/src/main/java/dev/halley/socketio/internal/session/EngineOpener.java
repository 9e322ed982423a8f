package dev.halley.socketio.internal.session;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.engineio.internal.session.EngineListener;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.internal.http.Masking;
import dev.halley.internal.loop.Stages;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the application where to connect, and opens engine sessions there. Serial context. */
final class EngineOpener {
    private final SessionSetup setup;
    private final Target target;

    private SessionSetup.Engines.@Nullable Lease lease;
    private @Nullable URI lastUrl;

    /** For whom a session is opened. */
    interface Target {
        /** Whether the attempt is still the one that is waited for. */
        boolean isWanted(long link);

        void began(EngineSession session);

        void failed(long link, HalleyException cause);

        /** The connection goes to another server than the last one; masked. */
        void moved(String from, String to);
    }

    EngineOpener(SessionSetup setup, Target target) {
        this.setup = setup;
        this.target = target;
    }

    /**
     * Takes what is needed until {@link #release}.
     *
     * @throws IllegalArgumentException if the wire can't do what the settings ask
     */
    void acquire() {
        lease = setup.engines().acquire();
        lastUrl = null;
    }

    /** Behind the end of a session that was just aborted, which goes through the context, too. */
    CompletableFuture<Void> release() {
        SessionSetup.Engines.Lease held = lease;
        lease = null;
        CompletableFuture<Void> released = new CompletableFuture<>();
        if (held == null) {
            released.complete(null);
        } else {
            setup.context()
                    .execute(() -> Stages.ignore(
                            held.release().whenComplete((done, failure) -> Stages.settle(released, null, failure))));
        }
        return released;
    }

    /** Whether the next session is opened in the older version. */
    boolean fallBack() {
        return lease != null && lease.fallBack();
    }

    /** S5-04: what the application provides is asked for each time. */
    void open(ConnectRequest request, long link, int server, EngineListener listener) {
        Asking.<URI>ask(setup, "the URL provider", request.servers().get(server), (url, failure) -> {
            if (target.isWanted(link)) {
                if (url == null) {
                    target.failed(link, failure == null ? failure("the URL provider gave null", null) : failure);
                } else {
                    askHeaders(request, link, url, listener);
                }
            }
        });
    }

    private void askHeaders(ConnectRequest request, long link, URI url, EngineListener listener) {
        Supplier<? extends CompletionStage<Map<String, String>>> headers = request.headers();
        if (headers == null) {
            connect(link, url, Map.of(), listener);
            return;
        }
        Asking.<Map<String, String>>ask(setup, "the header provider", headers, (given, failure) -> {
            if (target.isWanted(link)) {
                if (given == null) {
                    target.failed(link, failure == null ? failure("the header provider gave null", null) : failure);
                } else {
                    connect(link, url, given, listener);
                }
            }
        });
    }

    private void connect(long link, URI url, Map<String, String> headers, EngineListener listener) {
        SessionSetup.Engines.Lease held = Objects.requireNonNull(lease);
        try {
            target.began(held.connect(url, headers, listener));
        } catch (RuntimeException unusable) {
            target.failed(link, failure("the URL or the headers can't be used", unusable));
            return;
        }
        if (lastUrl != null && !lastUrl.equals(url)) {
            target.moved(Masking.uri(lastUrl), Masking.uri(url));
        }
        lastUrl = url;
    }

    static ConnectionException failure(String what, @Nullable Throwable cause) {
        return new ConnectionException(what, ConnectionException.Details.NONE, cause);
    }
}
