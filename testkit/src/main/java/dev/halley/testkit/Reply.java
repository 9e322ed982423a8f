package dev.halley.testkit;

import dev.halley.wire.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedServer} does with a request: usually a status, headers and a body; or nothing at all, an answer
 * that the test gives later, or a WebSocket. Immutable; each with-er returns a new reply.
 *
 * <pre>{@code
 * server.handle("/cometd", request -> Reply.json("[]").delay(Duration.ofMillis(50)));
 * server.handle("/slow", Reply.hang());
 * server.handle("/socket", Reply.upgrade(WebSocketScript.accept().onText(ScriptedSocket::sendText)));
 * }</pre>
 */
public final class Reply {
    final Action action;
    final int status;
    final Headers headers;
    final byte[] body;
    final Coding coding;
    final Pace pace;
    final @Nullable Later later;
    final @Nullable WebSocketScript script;

    /** How a connection ends. */
    public enum Ending {
        /** In order: the peer reads what was sent and then the end. */
        FIN,
        /** With a reset: the peer's reads and writes fail. */
        RESET
    }

    /** What is done with the request. */
    enum Action {
        ANSWER,
        RAW,
        HANG,
        DROP,
        FORWARD,
        LATER,
        UPGRADE
    }

    /** How the body goes on the wire; a chunk size of 0 is a Content-Length. */
    record Coding(int chunkSize, boolean gzip) {}

    /** When the reply goes out and how far; a limit of -1 is none, a null ending at the limit a stall. */
    record Pace(Duration delay, int limit, @Nullable Ending ending, int part, Duration pause) {}

    /** A reply that is not there yet. */
    record Later(CompletionStage<Reply> reply, Runnable whenGone) {}

    private Reply(
            Action action,
            int status,
            Headers headers,
            byte[] body,
            Coding coding,
            Pace pace,
            @Nullable Later later,
            @Nullable WebSocketScript script) {
        this.action = action;
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.coding = coding;
        this.pace = pace;
        this.later = later;
        this.script = script;
    }

    private static Reply of(Action action, @Nullable Later later, @Nullable WebSocketScript script) {
        Coding coding = new Coding(0, false);
        Pace pace = new Pace(Duration.ZERO, -1, null, 0, Duration.ZERO);
        return new Reply(action, 200, Headers.empty(), new byte[0], coding, pace, later, script);
    }

    /**
     * Status 200 without a body.
     *
     * @return the reply
     */
    public static Reply ok() {
        return of(Action.ANSWER, null, null);
    }

    /**
     * A status without a body.
     *
     * @param status the HTTP status
     * @return the reply
     */
    public static Reply of(int status) {
        return ok().status(status);
    }

    /**
     * Status 200 with JSON.
     *
     * @param json the body
     * @return the reply
     */
    public static Reply json(String json) {
        return ok().header("Content-Type", "application/json").body(json);
    }

    /**
     * Status 200 with plain text.
     *
     * @param text the body
     * @return the reply
     */
    public static Reply text(String text) {
        return ok().header("Content-Type", "text/plain; charset=UTF-8").body(text);
    }

    /**
     * These bytes and nothing else: the test writes the status line itself, or something that is no HTTP at all. The
     * connection is kept, unless {@link #cutAfter} says otherwise.
     *
     * @param bytes everything that is sent
     * @return the reply
     */
    public static Reply raw(byte[] bytes) {
        return of(Action.RAW, null, null).body(bytes);
    }

    /**
     * No reply, until the client or the server ends the connection.
     *
     * @return the reply
     */
    public static Reply hang() {
        return of(Action.HANG, null, null);
    }

    /**
     * No reply: the connection ends.
     *
     * @param ending how
     * @return the reply
     */
    public static Reply dropConnection(Ending ending) {
        return of(Action.DROP, null, null).cutAfter(0, ending);
    }

    /**
     * The reply that the test gives later, as in a long poll. When the stage fails, the reply is status 500.
     *
     * @param reply completes with the reply; on any thread
     * @return the reply
     */
    public static Reply later(CompletionStage<Reply> reply) {
        return later(reply, () -> {});
    }

    /**
     * The reply that the test gives later, unless the client goes away before.
     *
     * @param reply completes with the reply; on any thread
     * @param whenGone told when the connection ended first; on a thread of the server
     * @return the reply
     */
    public static Reply later(CompletionStage<Reply> reply, Runnable whenGone) {
        Objects.requireNonNull(whenGone, "whenGone");
        return of(Action.LATER, new Later(reply, whenGone), null);
    }

    /**
     * A WebSocket. A request that is no proper upgrade gets status 400.
     *
     * @param script what happens on the socket
     * @return the reply
     */
    public static Reply upgrade(WebSocketScript script) {
        return of(Action.UPGRADE, null, script);
    }

    /**
     * What a proxy does: the request is sent on to the server that it names, and a {@code CONNECT} becomes a tunnel. See
     * {@link ScriptedServer#proxy()}.
     *
     * @return the reply
     */
    public static Reply forward() {
        return of(Action.FORWARD, null, null);
    }

    /**
     * This reply with another status.
     *
     * @param status the HTTP status
     * @return a new reply
     */
    public Reply status(int status) {
        if (status < 100 || status > 999) {
            throw new IllegalArgumentException("status: " + status + " (expected: 100 to 999)");
        }
        return new Reply(action, status, headers, body, coding, pace, later, script);
    }

    /**
     * This reply with a header, which replaces others of that name. A {@code Content-Length} set here is sent as it is,
     * right or wrong; {@code Connection: close} ends the connection after the reply.
     *
     * @param name the header's name
     * @param value its value
     * @return a new reply
     */
    public Reply header(String name, String value) {
        return headers(headers.with(name, value));
    }

    /**
     * This reply with one more header line, such as a second {@code Set-Cookie}.
     *
     * @param name the header's name
     * @param value its value
     * @return a new reply
     */
    public Reply addHeader(String name, String value) {
        return headers(headers.plus(name, value));
    }

    private Reply headers(Headers headers) {
        return new Reply(action, status, headers, body, coding, pace, later, script);
    }

    /**
     * This reply with a body, in UTF-8.
     *
     * @param text the body
     * @return a new reply
     */
    public Reply body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * This reply with a body.
     *
     * @param bytes the body
     * @return a new reply
     */
    public Reply body(byte[] bytes) {
        return new Reply(action, status, headers, bytes.clone(), coding, pace, later, script);
    }

    /**
     * This reply with its body in chunks instead of with a {@code Content-Length}.
     *
     * @param size the bytes per chunk
     * @return a new reply
     */
    public Reply chunked(int size) {
        return coding(new Coding(positive("size", size), coding.gzip));
    }

    /**
     * This reply with its body in one chunk instead of with a {@code Content-Length}.
     *
     * @return a new reply
     */
    public Reply chunked() {
        return chunked(Integer.MAX_VALUE);
    }

    /**
     * This reply with its body compressed, whether the client asked for it or not.
     *
     * @return a new reply
     */
    public Reply gzip() {
        return coding(new Coding(coding.chunkSize, true));
    }

    private Reply coding(Coding coding) {
        return new Reply(action, status, headers, body, coding, pace, later, script);
    }

    /**
     * This reply after a while.
     *
     * @param delay how long the server waits before the first byte
     * @return a new reply
     */
    public Reply delay(Duration delay) {
        Objects.requireNonNull(delay, "delay");
        return pace(new Pace(delay, pace.limit, pace.ending, pace.part, pace.pause));
    }

    /**
     * This reply with its body broken off: the connection ends in the middle.
     *
     * @param bytes how many bytes of the body (as it is on the wire: compressed, not counting the frames of chunks) are
     *     sent; more than there are means that all are
     * @param ending how the connection ends
     * @return a new reply
     */
    public Reply cutAfter(int bytes, Ending ending) {
        Objects.requireNonNull(ending, "ending");
        return limit(bytes, ending);
    }

    /**
     * This reply with its body held back in the middle, until the client or the server ends the connection.
     *
     * @param bytes how many bytes of the body are sent
     * @return a new reply
     */
    public Reply stallAfter(int bytes) {
        return limit(bytes, null);
    }

    private Reply limit(int bytes, @Nullable Ending ending) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: 0 or more)");
        }
        return pace(new Pace(pace.delay, bytes, ending, pace.part, pace.pause));
    }

    /**
     * This reply with its body sent slowly.
     *
     * @param bytes how many bytes of the body are sent at once
     * @param pause how long the server waits before the next ones
     * @return a new reply
     */
    public Reply trickle(int bytes, Duration pause) {
        Objects.requireNonNull(pause, "pause");
        return pace(new Pace(pace.delay, pace.limit, pace.ending, positive("bytes", bytes), pause));
    }

    private Reply pace(Pace pace) {
        return new Reply(action, status, headers, body, coding, pace, later, script);
    }

    private static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
        return value;
    }

    /**
     * The body as UTF-8 text, before it is compressed.
     *
     * @return the text; empty when there is no body
     */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return action == Action.ANSWER ? status + " with " + body.length + " bytes" : action.toString();
    }
}
