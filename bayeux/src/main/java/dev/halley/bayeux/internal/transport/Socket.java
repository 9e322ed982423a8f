package dev.halley.bayeux.internal.transport;

import dev.halley.ConnectionException;
import dev.halley.ProtocolException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.MessageReader;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.http.Masking;
import dev.halley.internal.http.Reading;
import dev.halley.internal.http.WebSocketAttempt;
import dev.halley.internal.http.WebSocketHandler;
import dev.halley.internal.http.WebSocketSession;
import dev.halley.internal.loop.Stages;
import dev.halley.wire.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: reads its frames on the threads of the wire, one call at a time, and enters the serial context with what
 * one read brought.
 */
final class Socket implements WebSocketHandler {
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(1);
    private static final int MOST_EXPECTED = 256;

    private final WebSocketTransport transport;
    private final TransportContext client;
    private final InFlightTimer timer;
    private final Headers headers;
    private final MessageReader reader;

    // wire's threads, one call at a time
    private List<ReceivedMessage> read = new ArrayList<>();
    private int unusable;

    // serial context
    private @Nullable WebSocketAttempt attempt;
    private @Nullable WebSocketSession session;
    private boolean writing;
    private List<OutgoingMessage> written = List.of();
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    Socket(WebSocketTransport transport, TransportContext client, InFlightTimer timer, Headers headers) {
        this.transport = transport;
        this.client = client;
        this.timer = timer;
        this.headers = headers;
        this.reader = new MessageReader(client.codec(), ConnectionType.WEBSOCKET.wireName());
    }

    /** It keeps the headers that it was opened with. */
    Headers headers() {
        return headers;
    }

    boolean isWriting() {
        return writing;
    }

    boolean isWritable() {
        return session != null && !writing;
    }

    void reading(Reading reading) {
        if (session != null) {
            session.reading(reading);
        }
    }

    void open() {
        attempt = client.agent().openWebSocket(client.url(), List.of(), headers, this);
    }

    /**
     * Writes one frame.
     *
     * @param messages what is in it
     * @param silent those that nobody answers
     */
    void write(String frame, List<OutgoingMessage> messages, List<OutgoingMessage> silent) {
        WebSocketSession open = session;
        if (open == null) {
            throw new IllegalStateException("write before open");
        }
        writing = true;
        written = messages;
        // a failed write ends the socket, and the handler hears of it
        Stages.ignore(open.send(frame)
                .whenComplete((done, failure) -> client.context().enter(() -> {
                    writing = false;
                    transport.written(silent, failure);
                })));
    }

    @Override
    public void onOpen(WebSocketSession opened) {
        client.context().enter(() -> {
            if (!transport.wants(this)) {
                // P68: a socket that a race left over
                opened.abort();
                return;
            }
            session = opened;
            opened.reading(transport.reading());
            transport.pump();
        });
    }

    @Override
    public void onText(char[] text, int length) {
        try {
            // the text is valid during the call only, the messages keep theirs
            unusable += reader.read(Arrays.copyOf(text, length), length, read);
        } catch (ProtocolException notJson) {
            onReadComplete();
            client.context().enter(() -> {
                abort();
                gone(transport.failure(
                        "the server sent a WebSocket message that is not Bayeux: " + notJson.getMessage(), notJson));
            });
        }
    }

    /** What one read brought enters the context at once, however many frames it was. */
    @Override
    public void onReadComplete() {
        // also for parts of a message: on a slow link they show that the server is there
        timer.bytesArrived();
        if (!read.isEmpty() || unusable > 0) {
            MessageReader.Batch batch = new MessageReader.Batch(read, unusable);
            // the next read brings about as much
            read = new ArrayList<>(Math.min(read.size(), MOST_EXPECTED));
            unusable = 0;
            client.context().enter(() -> transport.received(this, batch));
        }
    }

    @Override
    public void onClosed(int code, String reason) {
        onReadComplete();
        client.context()
                .enter(() -> gone(transport.failure(
                        "the server closed the WebSocket (" + code
                                + (reason.isEmpty() ? "" : " " + Masking.words(reason)) + ")",
                        null)));
    }

    @Override
    public void onFailed(ConnectionException failure) {
        onReadComplete();
        client.context().enter(() -> gone(failure));
    }

    /** It is no more. */
    void gone(ConnectionException cause) {
        left.complete(null);
        transport.gone(this, cause);
    }

    /** Whether what expired is still being written: the server does not read. */
    boolean isStuck(List<WebSocketTransport.InFlight> expired) {
        return writing && expired.stream().anyMatch(sent -> written.contains(sent.message()));
    }

    void abort() {
        if (attempt != null) {
            attempt.abort();
        }
        if (session != null) {
            session.abort();
        }
    }

    CompletableFuture<Void> leave() {
        if (session == null) {
            abort();
            left.complete(null);
        } else {
            session.close(1000, "", CLOSE_DEADLINE);
        }
        return left;
    }
}
