package dev.halley.bayeux.internal.position;

import dev.halley.ClientEvent;
import dev.halley.bayeux.PositionStoreException;
import dev.halley.bayeux.Replay;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.delivery.Completion;
import dev.halley.internal.loop.SerialContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the application stands in what it receives, and what the server is told of it. Without the extensions it does
 * nothing. Serial context, except {@link #isBusy}.
 */
public final class Positions {
    private final PositionOptions options;
    private final Runnable onIdle;
    private final @Nullable Replays replays;
    private @Nullable Acks acks;
    /** Whether the client drops what the application did not give up. */
    private volatile boolean stopped;

    /**
     * Positions of a client.
     *
     * @param executor the client's
     * @param events hears what goes wrong
     * @param onIdle is called in the context when everything accepted has been processed
     */
    public Positions(
            PositionOptions options,
            SerialContext context,
            Executor executor,
            Consumer<ClientEvent> events,
            Runnable onIdle) {
        this.options = options;
        this.onIdle = () -> context.execute(onIdle);
        Replay replay = options.replay();
        this.replays = replay == null ? null : new Replays(replay, context, executor, events);
    }

    /** The client opens. */
    public void start() {
        stopped = false;
    }

    /** What is discarded from now on was not processed. */
    public void stop() {
        stopped = true;
    }

    // ---- what the server is told

    public OutgoingMessage handshake(OutgoingMessage handshake) {
        acks = options.ack() ? new Acks(onIdle) : null;
        OutgoingMessage asking = options.ack() ? handshake.withExt("ack", true) : handshake;
        return replays != null ? asking.withExt("replay", true) : asking;
    }

    /**
     * A subscribe to these channels.
     *
     * @param ordered whether messages come in the order in which they are sent
     */
    public OutgoingMessage subscribe(OutgoingMessage subscribe, List<String> channels, boolean ordered) {
        return replays != null && replays.isActive()
                ? subscribe.withExt("replay", replays.request(channels, ordered))
                : subscribe;
    }

    public OutgoingMessage connect(OutgoingMessage connect) {
        return acks != null && acks.isActive() ? connect.withExt("ack", acks.connecting()) : connect;
    }

    // ---- what the server says

    /** The handshake succeeded, and its data came before. */
    public void handshaken(ReceivedMessage reply) {
        if (replays != null) {
            replays.confirmed(Boolean.TRUE.equals(ext(reply, "replay")));
        }
        if (acks == null) {
            return;
        }
        Object said = ext(reply, "ack");
        if (Boolean.TRUE.equals(said)) {
            acks.confirmed();
        } else if (said instanceof Map<?, ?> details && !Boolean.FALSE.equals(details.get("enabled"))) {
            acks.confirmed();
            if (details.get("batch") instanceof Number batch) {
                acks.batchEnded(batch.longValue());
            }
        } else {
            acks = null;
        }
    }

    /** The reply to the outstanding connect came, after its data. */
    public void connected(ReceivedMessage reply) {
        if (replays != null && reply.isSuccessful()) {
            replays.complete();
        }
        if (acks != null && ext(reply, "ack") instanceof Number batch) {
            acks.batchEnded(batch.longValue());
        }
    }

    /** P17: the reply to a connect that had been given up. */
    public void lateReply() {
        if (acks != null) {
            acks.lateReply();
        }
    }

    private static @Nullable Object ext(ReceivedMessage reply, String name) {
        return reply.field("ext") instanceof Map<?, ?> ext ? ext.get(name) : null;
    }

    // ---- what the server sends

    /**
     * Whether a message was accepted before; asked once for each that comes.
     *
     * @param queued whether the server keeps it until it is acknowledged
     */
    public boolean isRepeated(ReceivedMessage message, boolean queued) {
        if (queued && acks != null && acks.isRepeated()) {
            return true;
        }
        if (replays != null && replays.isActive() && replays.isKnown(message)) {
            // new to this session, and so counted in it
            answered(queued);
            return true;
        }
        return false;
    }

    /** An extension took a message out, and so it is done: the server counts it nevertheless. */
    public void withheld(boolean queued) {
        if (queued && acks != null && !acks.isRepeated()) {
            acks.accept().finished();
        }
    }

    /** A message went to the caller who waited for it, and so is done. */
    public void answered(boolean queued) {
        if (queued && acks != null) {
            acks.accept().finished();
        }
    }

    /**
     * Takes a data message that waits for its subscriber: the server hears of it when the one it is handed to later, by
     * {@link #accept}, has processed it.
     *
     * @param queued as in {@link #isRepeated}
     * @return the message to hand over
     */
    public ReceivedMessage keep(ReceivedMessage message, boolean queued) {
        return queued && acks != null
                ? message.at(new MessagePosition(1, false, () -> stopped, acks.accept(), List.of()))
                : message;
    }

    /**
     * Takes a data message.
     *
     * @param queued as in {@link #isRepeated}
     * @param consumers how many queues will have it; none means that it is done
     * @return the message as its consumers get it
     */
    public ReceivedMessage accept(ReceivedMessage message, boolean queued, int consumers) {
        Acks.Entry ack = Completion.of(message) instanceof MessagePosition kept
                ? kept.ack()
                : queued && acks != null ? acks.accept() : null;
        List<ChannelPosition.Entry> replayed =
                replays != null && replays.isActive() ? replays.accept(message) : List.of();
        if (ack == null && replayed.isEmpty()) {
            return message;
        }
        MessagePosition position =
                new MessagePosition(Math.max(1, consumers), options.manual(), () -> stopped, ack, replayed);
        if (consumers == 0) {
            // a closing client has nobody left to process it, and so it comes again where the server can
            if (!stopped) {
                position.acknowledge();
            }
            return message;
        }
        return message.at(position);
    }

    /**
     * The connection was lost, and with it what was on its way.
     *
     * @param ordered whether messages come in the order in which they are sent
     * @return whether another session brings all of it
     */
    public boolean linkLost(boolean ordered) {
        boolean again = replays != null && replays.isWanted() && !survivesLinks();
        if (replays != null && again) {
            replays.linkLost(ordered);
        }
        return again;
    }

    /** A request goes out beside the connect, whose reply may bring events. */
    public void asking(long number) {
        if (replays != null) {
            replays.asking(number);
        }
    }

    /** That request is over. */
    public void asked(long number) {
        if (replays != null) {
            replays.asked(number);
        }
    }

    /**
     * The reply to that request was lost, with the events in it.
     *
     * @return whether another session brings all of them
     */
    public boolean replyLost() {
        boolean again = replays != null && replays.isWanted() && !survivesLinks();
        if (replays != null && again) {
            replays.replyLost();
        }
        return again;
    }

    // ---- what subscriptions ask

    /**
     * Finds out where a channel begins, before the server is asked for it.
     *
     * @param replayFrom what the application said
     * @param told hears, on any thread, up to where the channel was processed
     * @param ready is called when it is known, now or later in the context, or when it can't be
     */
    public void place(
            String channel,
            @Nullable Long replayFrom,
            LongConsumer told,
            Consumer<@Nullable PositionStoreException> ready) {
        if (replays != null && replays.isActive()) {
            replays.place(channel, replayFrom, told, ready);
        } else {
            ready.accept(null);
        }
    }

    /** Nobody of the application wants the channel any more. */
    public void forget(String channel) {
        if (replays != null) {
            replays.forget(channel);
        }
    }

    /** The last position that was accepted, for people. */
    public @Nullable String last(String channel) {
        ChannelPosition position = position(channel);
        return position == null ? null : position.last();
    }

    /** The server granted a subscription. */
    public Granted granted(String channel) {
        ChannelPosition position = position(channel);
        return position == null ? Granted.PLAIN : position.granted();
    }

    /**
     * Whether a subscribe was refused for its position, and something is done about it.
     *
     * @param again is called, later in the context, when it is to be asked again
     * @param failed is called instead when the application lets it fail
     */
    public boolean refused(String channel, ReceivedMessage reply, Runnable again, Runnable failed) {
        return replays != null && replays.refused(channel, reply, again, failed);
    }

    private @Nullable ChannelPosition position(String channel) {
        return replays != null && replays.isActive() ? replays.channel(channel) : null;
    }

    // ---- what another process needs to go on

    /** The batch up to which everything was processed; null where the server does not acknowledge. */
    public @Nullable String ackState() {
        return acks != null && acks.isActive() ? String.valueOf(acks.acknowledged()) : null;
    }

    /** Whether the application keeps positions. */
    public boolean replays() {
        return replays != null;
    }

    /** Whether it does, and the session's server replays. */
    public boolean isReplaying() {
        return replays != null && replays.isActive();
    }

    /**
     * Goes on with a session of another process that did not replay, with what {@link #ackState} said there: whatever the
     * application asks for now, the server sends what is not acknowledged again and again.
     */
    public void resume(@Nullable String ackState) {
        acks = null;
        if (replays != null) {
            replays.confirmed(false);
        }
        if (ackState != null) {
            acks = new Acks(onIdle);
            acks.resume(Long.parseLong(ackState));
        }
    }

    // ---- what follows for the connection

    /** Whether the server sends again what a lost connection took along, as long as the session lives. */
    public boolean survivesLinks() {
        return acks != null && acks.isActive();
    }

    /** Whether the next connect waits, so that it can acknowledge more. */
    public boolean isBusy() {
        return survivesLinks() && acks != null && acks.isBusy();
    }
}
