package dev.halley.wire.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.wire.Headers;
import dev.halley.wire.WebSocketLink;
import dev.halley.wire.WebSocketListener;
import dev.halley.wire.WireException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what a listener is told as lines of text; asks for one callback after each unless told not to. */
public class RecordingListener implements WebSocketListener {
    public final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    public final CompletableFuture<WebSocketLink> opened = new CompletableFuture<>();
    public final CompletableFuture<WireException> failure = new CompletableFuture<>();
    public final StringBuilder text = new StringBuilder();
    public final AtomicInteger parts = new AtomicInteger();
    public final AtomicInteger batches = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private final boolean demands;
    public volatile Headers headers = Headers.empty();

    public RecordingListener() {
        this(true);
    }

    public RecordingListener(boolean demands) {
        this.demands = demands;
    }

    @Override
    public void onOpen(WebSocketLink link, Headers upgrade) {
        called(null, () -> {
            headers = upgrade;
            opened.complete(link);
        });
        more();
    }

    @Override
    public void onText(CharSequence part, boolean last) {
        parts.incrementAndGet();
        text.append(part);
        if (last) {
            called("text " + text, () -> text.setLength(0));
        }
        more();
    }

    @Override
    public void onBinary(ByteBuffer part, boolean last) {
        called("binary " + part.remaining() + " " + last, () -> {});
        more();
    }

    @Override
    public void onPing() {
        called("ping", () -> {});
        more();
    }

    @Override
    public void onPong() {
        called("pong", () -> {});
        more();
    }

    @Override
    public void onReadComplete() {
        called(null, batches::incrementAndGet);
    }

    @Override
    public void onClose(int code, String reason) {
        called("close " + code + " " + reason, () -> {});
    }

    @Override
    public void onFailure(WireException thrown) {
        called("failure " + thrown.kind(), () -> failure.complete(thrown));
    }

    private void more() {
        if (demands) {
            opened.join().request(1);
        }
    }

    private void called(String event, Runnable effect) {
        boolean alone = inside.getAndIncrement() == 0;
        effect.run();
        if (!alone) {
            events.add("forbidden overlap " + event);
        } else if (event != null) {
            events.add(event);
        }
        inside.decrementAndGet();
    }

    public WebSocketLink link() throws Exception {
        return opened.get(10, TimeUnit.SECONDS);
    }

    public WireException awaitFailure() throws Exception {
        return failure.get(10, TimeUnit.SECONDS);
    }

    public void expect(String event) throws Exception {
        assertThat(events.poll(10, TimeUnit.SECONDS)).as("next event").isEqualTo(event);
    }
}
