package dev.halley.wire.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.wire.Headers;
import dev.halley.wire.HttpSink;
import dev.halley.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what a sink is told, and fails the test when it is told two things at once or anything after the end. */
public class RecordingSink implements HttpSink {
    public final List<String> calls = new CopyOnWriteArrayList<>();
    public final CompletableFuture<WireException> end = new CompletableFuture<>();
    public final CountDownLatch head = new CountDownLatch(1);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicInteger inside = new AtomicInteger();
    public volatile int status;
    public volatile Headers headers = Headers.empty();

    @Override
    public void onHead(int replyStatus, Headers replyHeaders) {
        called("head", () -> {
            status = replyStatus;
            headers = replyHeaders;
            head.countDown();
        });
    }

    @Override
    public void onBody(ByteBuffer part) {
        called("body", () -> {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
        });
    }

    @Override
    public void onEnd() {
        called("end", () -> end.complete(null));
    }

    @Override
    public void onFailure(WireException failure) {
        called("failure", () -> end.complete(failure));
    }

    private void called(String what, Runnable effect) {
        boolean alone = inside.getAndIncrement() == 0;
        calls.add(alone && !end.isDone() ? what : "forbidden " + what);
        effect.run();
        inside.decrementAndGet();
    }

    public void awaitHead() throws Exception {
        assertThat(head.await(10, TimeUnit.SECONDS)).as("head within 10 s").isTrue();
    }

    public String awaitText() throws Exception {
        WireException failure = end.get(10, TimeUnit.SECONDS);
        assertThat(failure).isNull();
        assertOnce();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    public WireException awaitFailure() throws Exception {
        WireException failure = end.get(10, TimeUnit.SECONDS);
        assertThat(failure).as("failure, not status %d %s", status, headers).isNotNull();
        assertOnce();
        return failure;
    }

    private void assertOnce() {
        assertThat(calls).noneMatch(call -> call.startsWith("forbidden"));
    }
}
