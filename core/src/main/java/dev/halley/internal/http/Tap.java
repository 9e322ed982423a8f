package dev.halley.internal.http;

import dev.halley.ClientObserver;
import dev.halley.ConnectionException;
import dev.halley.WireTap;
import dev.halley.WireTap.Kind;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.observe.ClientLog;
import dev.halley.internal.observe.Observers;
import dev.halley.wire.Headers;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells one client's wire tap what goes on, without secrets, and its observers how much and how long. The methods are
 * for any thread, in the order of things; masking and the tap itself run on the executor that was given.
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
    private final boolean tapped;
    private final @Nullable Observers observers;
    private final AtomicLong links = new AtomicLong();
    private final Map<Long, Started> started = new ConcurrentHashMap<>();

    private volatile Ids ids = new Ids(null, null);

    // on the executor
    private @Nullable WireTap tap;

    /** A request or upgrade that has not ended. */
    private record Started(String transport, long at, long bytes) {}

    /** The session's id and the one before it: what ends a session, or comes late, may be told in several messages. */
    private record Ids(@Nullable String last, @Nullable String former) {
        String masked(String text) {
            return masked(masked(text, last), former);
        }

        private static String masked(String text, @Nullable String id) {
            return id == null || id.length() < SHORTEST_SECRET ? text : text.replace(id, "***");
        }
    }

    /**
     * A tap.
     *
     * @param tap sees the traffic, or null
     * @param observers hear of its ends and sizes, or null
     * @param executor the client's serial context
     * @param sessionId the session's id at the time of the call, on any thread; never shown
     */
    public Tap(
            @Nullable WireTap tap,
            @Nullable Observers observers,
            Executor executor,
            TimeSource time,
            Supplier<@Nullable String> sessionId,
            ClientLog log) {
        this.tap = tap;
        this.tapped = tap != null;
        this.observers = observers;
        this.executor = executor;
        this.time = time;
        this.sessionId = sessionId;
        this.log = log;
    }

    /** A number for an exchange or socket. */
    long newLink() {
        return links.incrementAndGet();
    }

    void request(long link, String transport, String method, URI uri, Headers headers, byte @Nullable [] body) {
        start(link, transport, body == null ? 0 : body.length);
        if (tapped) {
            tell(Kind.REQUEST, link, method, uri, 0, headers, body == null ? "" : shown(headers, body));
        }
    }

    void reply(long link, HttpReply reply) {
        end(link, reply.uri(), reply.status(), reply.length(), null);
        if (tapped) {
            String text = reply.bytes() == null ? new String(reply.text()) : binary(reply.length());
            tell(Kind.REPLY, link, null, reply.uri(), reply.status(), reply.headers(), text);
        }
    }

    private static String shown(Headers headers, byte[] body) {
        return BinaryBody.is(headers) ? binary(body.length) : new String(body, StandardCharsets.UTF_8);
    }

    private static String binary(int length) {
        return "(binary, " + length + " bytes)";
    }

    void upgrade(long link, String transport, URI uri, Headers headers) {
        start(link, transport, 0);
        tell(Kind.UPGRADE, link, null, uri, 0, headers, "");
    }

    void opened(long link, URI uri, Headers headers) {
        end(link, uri, 101, 0, null);
        tell(Kind.OPENED, link, null, uri, 0, headers, "");
    }

    void sent(long link, URI uri, String text) {
        if (observers != null) {
            observers.tell(observer -> observer.onTextSent(text.length()));
        }
        tell(Kind.SENT, link, null, uri, 0, Headers.empty(), text);
    }

    void sent(long link, URI uri, ByteBuffer bytes) {
        int length = bytes.remaining();
        if (observers != null) {
            observers.tell(observer -> observer.onBinarySent(length));
        }
        tell(Kind.SENT, link, null, uri, 0, Headers.empty(), binary(length));
    }

    void received(long link, URI uri, ByteBuffer bytes) {
        int length = bytes.remaining();
        if (observers != null) {
            observers.tell(observer -> observer.onBinaryReceived(length));
        }
        tell(Kind.RECEIVED, link, null, uri, 0, Headers.empty(), binary(length));
    }

    void received(long link, URI uri, char[] text, int length) {
        if (observers != null) {
            observers.tell(observer -> observer.onTextReceived(length));
        }
        if (tapped) {
            tell(Kind.RECEIVED, link, null, uri, 0, Headers.empty(), new String(text, 0, length));
        }
    }

    void closed(long link, URI uri, int code, String reason) {
        tell(Kind.CLOSED, link, null, uri, code, Headers.empty(), ReplyErrors.printable(reason));
    }

    void failed(long link, URI uri, Throwable failure) {
        int status =
                failure instanceof ConnectionException known ? known.details().status() : 0;
        end(link, uri, status, 0, failure);
        tell(Kind.FAILED, link, null, uri, status, Headers.empty(), String.valueOf(failure.getMessage()));
    }

    private void start(long link, String transport, long bytes) {
        if (observers != null) {
            started.put(link, new Started(transport, time.nanoTime(), bytes));
        }
    }

    /** Once for each start: a socket that opened does not fail as an upgrade later. */
    private void end(long link, URI uri, int status, long characters, @Nullable Throwable failure) {
        Started exchange = started.remove(link);
        if (exchange != null && observers != null) {
            Duration took = Duration.ofNanos(time.nanoTime() - exchange.at());
            observers.tell(observer -> observer.onExchange(new ClientObserver.Exchange(
                    exchange.transport(), Masking.masked(uri), status, exchange.bytes(), characters, took, failure)));
        }
    }

    private void tell(Kind kind, long link, @Nullable String method, URI uri, int code, Headers headers, String text) {
        if (!tapped) {
            return;
        }
        Instant at = time.now();
        // now: what is told may be what ends the session, and then nobody knows its id any more
        Ids secret = ids();
        executor.execute(() -> {
            WireTap current = tap;
            if (current == null) {
                return;
            }
            try {
                boolean outgoing = kind == Kind.REQUEST || kind == Kind.SENT;
                current.onTraffic(new WireTap.Traffic(
                        at,
                        kind,
                        link,
                        method,
                        Masking.masked(uri),
                        code,
                        masked(headers),
                        secret.masked(SecretText.masked(text, outgoing))));
            } catch (Throwable thrown) {
                tap = null;
                log.log(Level.ERROR, () -> "the wire tap threw, and was taken off", thrown);
            }
        });
    }

    private Ids ids() {
        String id = sessionId.get();
        Ids known = ids;
        if (id == null || id.equals(known.last)) {
            return known;
        }
        Ids now = new Ids(id, known.last);
        ids = now;
        return now;
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
