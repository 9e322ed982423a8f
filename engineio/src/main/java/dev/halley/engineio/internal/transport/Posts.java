package dev.halley.engineio.internal.transport;

import dev.halley.ConnectionException;
import dev.halley.UnconfirmedException;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.MessageRefusedException;
import dev.halley.engineio.internal.payload.OutgoingPacket;
import dev.halley.engineio.internal.payload.PacketType;
import dev.halley.internal.http.HttpExchange;
import dev.halley.internal.http.HttpOrder;
import dev.halley.internal.http.HttpReply;
import dev.halley.internal.http.ReplyErrors;
import dev.halley.internal.loop.Stages;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The requests of polling that carry packets to the server, one at a time (E4-09). Serial context. */
final class Posts {
    // E4-08
    private static final String TEXT = "text/plain;charset=UTF-8";

    private final Link link;
    private final Consumer<OutgoingPacket> onWriting;
    private final Runnable onPosted;
    private final Consumer<@Nullable Throwable> onBroken;

    private @Nullable HttpExchange running;
    private boolean over;

    /**
     * @param onWriting told of each packet
     * @param onPosted told when the server took a request
     * @param onBroken told when it did not
     */
    Posts(Link link, Consumer<OutgoingPacket> onWriting, Runnable onPosted, Consumer<@Nullable Throwable> onBroken) {
        this.link = link;
        this.onWriting = onWriting;
        this.onPosted = onPosted;
        this.onBroken = onBroken;
    }

    boolean isIdle() {
        return running == null;
    }

    /** Sends what waits, unless something is on its way. */
    void pump() {
        if (over || running != null) {
            return;
        }
        // E4-20, E4-27
        int most = link.caution().atMost(link.options().maxPacketsPerPost());
        List<Outbox.Entry> batch = link.outbox().take(most, link.maxPayload(), link.codec());
        if (!batch.isEmpty()) {
            HttpExchange exchange =
                    send(batch.stream().map(Outbox.Entry::packet).toList());
            running = exchange;
            Stages.ignore(exchange.reply()
                    .whenComplete((reply, failure) -> link.context().enter(() -> answered(batch, reply, failure))));
        }
    }

    private HttpExchange send(List<OutgoingPacket> packets) {
        packets.forEach(onWriting);
        return link.agent()
                .send(HttpOrder.post(
                                link.url(EngineTransport.POLLING),
                                TEXT,
                                link.codec().encode(packets),
                                link.postTimeout())
                        .with(link.headers(EngineTransport.POLLING)));
    }

    private void answered(List<Outbox.Entry> batch, @Nullable HttpReply reply, @Nullable Throwable failure) {
        running = null;
        if (over) {
            return;
        }
        if (reply != null && isTaken(reply)) {
            link.caution().taken();
            batch.forEach(link.outbox()::written);
            onPosted.run();
            return;
        }
        if (reply == null) {
            if (isUnwritten(failure)) {
                batch.forEach(link.outbox()::unwritten);
            }
            onBroken.accept(failure);
            return;
        }
        // E4-21
        ConnectionException cause = ServerErrors.of(reply, link.wording());
        if (isRefused(reply.status())) {
            link.caution().refused(batch.size());
            MessageRefusedException tooLarge = batch.size() == 1
                    ? tooLarge(link.codec().size(batch.get(0).packet(), true), reply.status(), cause)
                    : null;
            batch.forEach(entry -> link.outbox().refused(entry, tooLarge));
        }
        onBroken.accept(cause);
    }

    /** E4-20: what a lone packet ends with that can't pass, however often it is sent; null when it may. */
    private @Nullable MessageRefusedException tooLarge(long bytes, int status, ConnectionException cause) {
        EngineHandshake agreed = link.handshake();
        long limit = agreed == null ? 0 : agreed.maxPayload();
        if (status != 413 && (limit <= 0 || bytes <= limit)) {
            return null;
        }
        return new MessageRefusedException(
                "The message was not sent: the server refuses its " + bytes + " bytes (maxPayload: "
                        + (limit > 0 ? limit + " bytes" : "not said by the server") + "): " + cause.getMessage(),
                cause.details(),
                true,
                cause);
    }

    /** E4-08: the JavaScript server calls its ok HTML. */
    private static boolean isTaken(HttpReply reply) {
        boolean ok = reply.text().length == 2 && reply.text()[0] == 'o' && reply.text()[1] == 'k';
        return reply.isSuccessful() && (ok || !ReplyErrors.isHtml(reply));
    }

    private static boolean isUnwritten(@Nullable Throwable failure) {
        return failure instanceof ConnectionException && !(failure instanceof UnconfirmedException);
    }

    /** What a proxy says when it gave up waiting does not tell whether the server acted. */
    private static boolean isRefused(int status) {
        return status >= 300 && status < 500 && status != 408;
    }

    /**
     * E4-19: tells the server that the session is over.
     *
     * @param told called when it answered, or cannot
     */
    void close(Runnable told) {
        HttpExchange exchange = send(List.of(OutgoingPacket.control(PacketType.CLOSE, "")));
        running = exchange;
        Stages.ignore(
                exchange.reply().whenComplete((reply, failure) -> link.context().enter(told)));
    }

    /**
     * Gives up what is on its way.
     *
     * @param polite whether the server is told, and nobody waits for it
     */
    void discard(boolean polite) {
        over = true;
        if (running != null) {
            running.abort();
        }
        if (polite) {
            sayFarewell();
        }
    }

    /** Without a network the server hears of it when there is one again, and before the next session is joined. */
    private void sayFarewell() {
        link.farewell().saying();
        Stages.ignore(send(List.of(OutgoingPacket.control(PacketType.CLOSE, "")))
                .reply()
                .whenComplete((reply, failure) ->
                        link.context().enter(() -> link.farewell().said(reply == null ? this::sayFarewell : null))));
    }
}
