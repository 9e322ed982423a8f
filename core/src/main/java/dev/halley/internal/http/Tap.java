package dev.halley.internal.http;

import dev.halley.ConnectionException;
import dev.halley.WireTap;
import dev.halley.WireTap.Kind;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.observe.ClientLog;
import dev.halley.wire.Headers;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells one client's wire tap what goes on, without secrets. The methods are for any thread, in the order of things;
 * masking and the tap itself run on the executor that was given.
 */
public final class Tap {
    /** Headers of which the value tells no secret. */
    private static final Set<String> HARMLESS = Set.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "allow",
            "cache-control",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "date",
            "origin",
            "retry-after",
            "sec-websocket-extensions",
            "sec-websocket-protocol",
            "sec-websocket-version",
            "server",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "vary",
            "via",
            "www-authenticate");

    /** A shorter session id could be any word of the text. */
    private static final int SHORTEST_SECRET = 6;

    private final Executor executor;
    private final TimeSource time;
    private final Supplier<@Nullable String> sessionId;
    private final ClientLog log;
    private final AtomicLong links = new AtomicLong();

    // on the executor
    private @Nullable WireTap tap;

    /**
     * A tap.
     *
     * @param executor the client's serial context
     * @param sessionId the session's id at the time of the call, on the executor; never shown
     */
    public Tap(WireTap tap, Executor executor, TimeSource time, Supplier<@Nullable String> sessionId, ClientLog log) {
        this.tap = tap;
        this.executor = executor;
        this.time = time;
        this.sessionId = sessionId;
        this.log = log;
    }

    /** A number for an exchange or socket. */
    long newLink() {
        return links.incrementAndGet();
    }

    void request(long link, String method, URI uri, Headers headers, String body) {
        tell(Kind.REQUEST, link, method, uri, 0, headers, body);
    }

    void reply(long link, HttpReply reply) {
        tell(Kind.REPLY, link, null, reply.uri(), reply.status(), reply.headers(), new String(reply.text()));
    }

    void upgrade(long link, URI uri, Headers headers) {
        tell(Kind.UPGRADE, link, null, uri, 0, headers, "");
    }

    void opened(long link, URI uri, Headers headers) {
        tell(Kind.OPENED, link, null, uri, 0, headers, "");
    }

    void sent(long link, URI uri, String text) {
        tell(Kind.SENT, link, null, uri, 0, Headers.empty(), text);
    }

    void received(long link, URI uri, char[] text, int length) {
        tell(Kind.RECEIVED, link, null, uri, 0, Headers.empty(), new String(text, 0, length));
    }

    void closed(long link, URI uri, int code, String reason) {
        tell(Kind.CLOSED, link, null, uri, code, Headers.empty(), ReplyErrors.printable(reason));
    }

    void failed(long link, URI uri, Throwable failure) {
        int status =
                failure instanceof ConnectionException known ? known.details().status() : 0;
        tell(Kind.FAILED, link, null, uri, status, Headers.empty(), String.valueOf(failure.getMessage()));
    }

    private void tell(Kind kind, long link, @Nullable String method, URI uri, int code, Headers headers, String text) {
        Instant at = time.now();
        executor.execute(() -> {
            WireTap current = tap;
            if (current == null) {
                return;
            }
            try {
                boolean outgoing = kind == Kind.REQUEST || kind == Kind.SENT;
                current.onTraffic(new WireTap.Traffic(
                        at, kind, link, method, Masking.masked(uri), code, masked(headers), masked(text, outgoing)));
            } catch (Throwable thrown) {
                tap = null;
                log.log(Level.ERROR, () -> "the wire tap threw, and was taken off", thrown);
            }
        });
    }

    private String masked(String text, boolean outgoing) {
        String masked = SecretText.masked(text, outgoing);
        String id = sessionId.get();
        return id == null || id.length() < SHORTEST_SECRET ? masked : masked.replace(id, "***");
    }

    private static Headers masked(Headers headers) {
        Headers[] masked = {Headers.empty()};
        headers.forEach((name, value) -> {
            boolean shown = HARMLESS.contains(name.toLowerCase(Locale.ROOT));
            masked[0] = masked[0].plus(name, shown ? value : "***");
        });
        return masked[0];
    }
}
