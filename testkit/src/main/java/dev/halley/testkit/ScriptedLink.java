package dev.halley.testkit;

import dev.halley.wire.WebSocketLink;
import dev.halley.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The client's end of an open socket in memory; holds the client to the rules. On the test's thread. */
final class ScriptedLink implements WebSocketLink {
    private static final int MAX_CONTROL_PAYLOAD = 125;

    private final ScriptedWire wire;
    private final PendingSocket socket;
    private final List<Frame> sent = new ArrayList<>();
    private final Deque<CompletableFuture<Void>> held = new ArrayDeque<>();
    private long demand;
    private boolean holds;
    private boolean closeSent;
    private boolean aborted;

    ScriptedLink(ScriptedWire wire, PendingSocket socket) {
        this.wire = wire;
        this.socket = socket;
    }

    @Override
    public CompletionStage<?> sendText(CharSequence text) {
        return send(Frame.text(text.toString()));
    }

    @Override
    public CompletionStage<?> sendBinary(ByteBuffer bytes) {
        return send(frame(Frame.Kind.BINARY, bytes));
    }

    @Override
    public CompletionStage<?> sendPing(ByteBuffer payload) {
        wire.require(payload.remaining() <= MAX_CONTROL_PAYLOAD, "ping of " + payload.remaining() + " bytes");
        return send(frame(Frame.Kind.PING, payload));
    }

    @Override
    public CompletionStage<?> sendClose(int code, String reason) {
        // RFC 6455 §7.4: 1005, 1006 and 1015 are never sent.
        boolean legal = code >= 1000 && code < 5000 && code != 1005 && code != 1006 && code != 1015;
        wire.require(legal, "close code " + code);
        int length = reason.getBytes(StandardCharsets.UTF_8).length;
        wire.require(length <= MAX_CONTROL_PAYLOAD - 2, "close reason of " + length + " bytes");
        CompletionStage<?> done = send(Frame.close(code, reason));
        closeSent = true;
        return done;
    }

    @Override
    public void request(long count) {
        wire.require(count > 0, "request(" + count + ")");
        wire.require(!aborted, "request after abort");
        demand = count > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + count;
        wire.post(socket::drain);
    }

    @Override
    public void abort() {
        if (aborted) {
            return;
        }
        aborted = true;
        socket.ended();
        wire.post(() -> failSends(ScriptedWire.failure(WireException.Kind.ABORTED)));
    }

    private static Frame frame(Frame.Kind kind, ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return Frame.of(kind, bytes);
    }

    private CompletionStage<?> send(Frame frame) {
        wire.require(!aborted, "send after abort: " + frame);
        wire.require(!closeSent, "send after close: " + frame);
        wire.require(
                held.isEmpty() || wire.capabilities().coalescedWrites(),
                "send while another one is not complete: " + frame);
        if (socket.hasEnded()) {
            return CompletableFuture.failedFuture(ScriptedWire.failure(WireException.Kind.BROKEN));
        }
        sent.add(frame);
        socket.sent(frame);
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (holds) {
            held.add(done);
        } else {
            done.complete(null);
        }
        return done;
    }

    boolean takeDemand() {
        if (demand == 0) {
            return false;
        }
        demand--;
        return true;
    }

    long demand() {
        return demand;
    }

    List<Frame> sent() {
        return sent;
    }

    boolean isAborted() {
        return aborted;
    }

    void holdSends(boolean hold) {
        holds = hold;
    }

    void completeOldest() {
        oldest().complete(null);
    }

    void failOldest(WireException failure) {
        oldest().completeExceptionally(failure);
    }

    void completeAll() {
        while (!held.isEmpty()) {
            held.remove().complete(null);
        }
    }

    void failSends(WireException failure) {
        while (!held.isEmpty()) {
            held.remove().completeExceptionally(failure);
        }
    }

    private CompletableFuture<Void> oldest() {
        CompletableFuture<Void> oldest = held.poll();
        if (oldest == null) {
            throw new IllegalStateException("no send is held");
        }
        return oldest;
    }
}
