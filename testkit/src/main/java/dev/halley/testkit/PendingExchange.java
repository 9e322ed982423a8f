package dev.halley.testkit;

import dev.halley.wire.Headers;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.HttpSink;
import dev.halley.wire.WireException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP exchange that a client started on a {@link ScriptedWire} and that the test answers: at once with
 * {@code respond…}, or step by step with {@link #head}, {@link #body(String)} and {@link #end}.
 */
public final class PendingExchange {
    private final ScriptedWire wire;
    private final HttpRequest request;
    private final byte[] body;
    private final HttpSink sink;
    private boolean headGiven;
    private boolean aborted;
    private boolean ended;
    private @Nullable Runnable onAbort;

    PendingExchange(ScriptedWire wire, HttpRequest request, byte[] body, HttpSink sink) {
        this.wire = wire;
        this.request = request;
        this.body = body;
        this.sink = sink;
    }

    /**
     * The request.
     *
     * @return the request; its body has been read, see {@link #text}
     */
    public HttpRequest request() {
        return request;
    }

    /**
     * Where the request goes.
     *
     * @return the URL
     */
    public URI uri() {
        return request.uri();
    }

    /**
     * The request's body as UTF-8 text.
     *
     * @return the text; empty when there was no body
     */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The request's body.
     *
     * @return a copy of the bytes; none when there was no body
     */
    public byte[] bytes() {
        return body.clone();
    }

    /**
     * Whether the client aborted it.
     *
     * @return whether it was aborted
     */
    public boolean isAborted() {
        wire.settle();
        return aborted;
    }

    /**
     * Whether the client still waits for an answer or the rest of it.
     *
     * @return false when it was answered, failed or aborted
     */
    public boolean isOpen() {
        wire.settle();
        return !ended && !aborted;
    }

    /**
     * Answers with status 200 and JSON.
     *
     * @param json the body
     */
    public void respondJson(String json) {
        respond(200, Headers.of("Content-Type", "application/json"), json);
    }

    /**
     * Answers without headers.
     *
     * @param status the HTTP status
     * @param body the body, in UTF-8
     */
    public void respond(int status, String body) {
        respond(status, Headers.empty(), body);
    }

    /**
     * Answers.
     *
     * @param status the HTTP status
     * @param headers the reply's headers
     * @param body the body, in UTF-8
     */
    public void respond(int status, Headers headers, String body) {
        respond(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Answers with bytes, given to the client in parts of which each is one read.
     *
     * @param status the HTTP status
     * @param headers the reply's headers
     * @param parts the parts of the body
     */
    public void respond(int status, Headers headers, byte[]... parts) {
        begin();
        wire.deliver(() -> {
            giveHead(status, headers);
            for (byte[] part : parts) {
                giveBody(part);
            }
            giveEnd();
        });
    }

    /**
     * Answers as a {@link ScriptedServer} would, in virtual time: after the reply's delay, whole, in parts, cut or never.
     * What the client aborts in the meantime is not answered.
     *
     * @param reply the reply; an upgrade or a proxy's reply is status 400
     */
    public void respond(Reply reply) {
        checkOpen();
        ReplyPlayer.play(reply, this, wire);
    }

    /**
     * Tells when the client aborts it.
     *
     * @param action called outside of the client's code; at once when it was aborted already
     */
    public void onAbort(Runnable action) {
        onAbort = action;
        if (aborted) {
            wire.post(action);
        }
    }

    /**
     * Gives the client status and headers.
     *
     * @param status the HTTP status
     * @param headers the reply's headers
     */
    public void head(int status, Headers headers) {
        begin();
        wire.deliver(() -> giveHead(status, headers));
    }

    /**
     * Gives the client a part of the body.
     *
     * @param part the text, in UTF-8
     */
    public void body(String part) {
        body(part.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Gives the client a part of the body.
     *
     * @param part the bytes
     */
    public void body(byte[] part) {
        checkOpen();
        checkHead(true);
        wire.deliver(() -> giveBody(part));
    }

    /** Tells the client that the reply is complete. */
    public void end() {
        checkOpen();
        checkHead(true);
        wire.deliver(this::giveEnd);
    }

    /**
     * Lets it fail.
     *
     * @param kind how
     */
    public void fail(WireException.Kind kind) {
        fail(ScriptedWire.failure(kind));
    }

    /**
     * Lets it fail.
     *
     * @param failure what the client hears of
     */
    public void fail(WireException failure) {
        checkOpen();
        finish();
        wire.deliver(() -> sink.onFailure(failure));
    }

    private void begin() {
        checkOpen();
        checkHead(false);
        headGiven = true;
    }

    private void checkHead(boolean expected) {
        if (headGiven != expected) {
            throw new IllegalStateException(
                    (headGiven ? "the head was given already: " : "the head was not given yet: ") + this);
        }
    }

    private void checkOpen() {
        wire.settle();
        if (ended) {
            throw new IllegalStateException("it has ended: " + this);
        }
    }

    // The client may abort in the middle of what the test gave at once.

    private void giveHead(int status, Headers headers) {
        if (!ended) {
            sink.onHead(status, headers);
        }
    }

    private void giveBody(byte[] part) {
        if (!ended) {
            ByteBuffer valid = ByteBuffer.wrap(part.clone());
            sink.onBody(valid);
            Arrays.fill(valid.array(), (byte) 0);
        }
    }

    private void giveEnd() {
        if (!ended) {
            finish();
            sink.onEnd();
        }
    }

    boolean hasEnded() {
        return ended;
    }

    private void finish() {
        ended = true;
        wire.ended(this);
    }

    /** By the client. */
    void abort() {
        if (ended || aborted) {
            return;
        }
        aborted = true;
        Runnable told = onAbort;
        if (told != null) {
            wire.post(told);
        }
        if (wire.answersAborts()) {
            finish();
            wire.post(() -> sink.onFailure(ScriptedWire.failure(WireException.Kind.ABORTED)));
        }
    }

    @Override
    public String toString() {
        return request.method() + " " + request.uri() + (aborted ? " (aborted)" : ended ? " (ended)" : "") + " "
                + text();
    }
}
