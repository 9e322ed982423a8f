package dev.halley.bayeux.internal.transport;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.OperationTimeoutException;
import dev.halley.ProtocolException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.MessageReader;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.http.HttpExchange;
import dev.halley.internal.http.HttpReply;
import dev.halley.internal.http.ReplyErrors;
import dev.halley.internal.http.Wording;
import dev.halley.internal.loop.Stages;
import dev.halley.wire.Headers;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Long-polling: one POST that the server holds, and beside it at most one other (P59), which takes along everything
 * that waited for the one before.
 */
public final class LongPollingTransport implements Transport {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int GATEWAY_TIMEOUT = 504;

    private static final String JSON = "application/json;charset=UTF-8";

    private final TransportContext client;
    private final Listener listener;
    private final Wording wording;
    private final URI url;
    private final boolean appendMessageType;

    // serial context
    private final Outbox outbox;
    private @Nullable Post control;
    private @Nullable Post other;
    /** How many requests beside the connect went out. */
    private long asked;

    private boolean closed;

    /**
     * @param appendMessageType P61
     */
    public LongPollingTransport(
            TransportContext client, Wording wording, boolean appendMessageType, Listener listener) {
        this.client = client;
        this.wording = wording;
        this.listener = listener;
        this.url = httpUrl(client.url());
        this.appendMessageType = appendMessageType && url.getRawQuery() == null;
        this.outbox = new Outbox(type(), client, () -> true, listener::onFailed, this::pump);
    }

    private static URI httpUrl(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        return scheme.startsWith("ws") ? URI.create("http" + url.toString().substring(2)) : url;
    }

    @Override
    public ConnectionType type() {
        return ConnectionType.LONG_POLLING;
    }

    @Override
    public void send(OutgoingMessage message, Duration timeout, boolean replyExpected) {
        outbox.add(message, timeout, replyExpected);
        pump();
    }

    @Override
    public void hold(boolean on) {
        outbox.hold(on);
        pump();
    }

    @Override
    public boolean withdraw(String id) {
        return outbox.withdraw(id);
    }

    /** The handshake or connect that the server holds apart. */
    @Override
    public boolean isIdle() {
        return other == null && !outbox.hasRequests();
    }

    @Override
    public void failUnwritten(HalleyException cause) {
        outbox.takeAllRequests().forEach(entry -> listener.onFailed(entry.message(), cause));
    }

    @Override
    public void abandonControl() {
        outbox.takeAllControl();
        if (control != null) {
            control.abandon();
            control = null;
        }
    }

    @Override
    public void hurry() {
        outbox.hurry();
    }

    @Override
    public void pressure(Pressure pressure) {
        // The session holds the next connect back; nothing is read that was not asked for.
    }

    @Override
    public void cut() {
        // an exchange that is given up has no other end
    }

    @Override
    public CompletableFuture<Void> close() {
        closed = true;
        abandonControl();
        outbox.takeAllRequests();
        if (other != null) {
            other.abandon();
            other = null;
        }
        return CompletableFuture.completedFuture(null);
    }

    private void pump() {
        if (closed) {
            return;
        }
        // P02, P56: each control message alone, for a server holds a lone connect only
        for (Outbox.Batch next = takeControl(); !next.isEmpty(); next = takeControl()) {
            Post post = start(next);
            if (!next.messages().get(0).isDisconnect()) {
                control = post;
            }
        }
        if (other == null) {
            Outbox.Batch next = outbox.takeRequests();
            if (!next.isEmpty()) {
                listener.onAsking(++asked);
                other = start(next);
            }
        }
    }

    private Outbox.Batch takeControl() {
        return outbox.takeControl(other != null);
    }

    // P61
    private URI url(List<OutgoingMessage> messages) {
        String channel = messages.get(0).channel();
        boolean control = channel.equals(Channels.HANDSHAKE)
                || channel.equals(Channels.CONNECT)
                || channel.equals(Channels.DISCONNECT);
        if (!appendMessageType || !control) {
            return url;
        }
        String base = url.toString();
        String type = channel.substring("/meta".length());
        return URI.create(base.endsWith("/") ? base.substring(0, base.length() - 1) + type : base + type);
    }

    private Post start(Outbox.Batch batch) {
        Post post = new Post(batch.entries());
        String body = OutgoingMessage.encode(batch.messages(), client.clientId().get());
        post.exchange = client.agent()
                .post(
                        url(batch.messages()),
                        JSON,
                        body,
                        batch.headers(),
                        batch.entries().get(0).timeout());
        Stages.ignore(post.exchange.reply().whenComplete(post::answered));
        return post;
    }

    /** One POST. */
    private final class Post {
        private final List<OutgoingMessage> messages;
        private final Set<String> silent = new HashSet<>();
        private final long epoch = client.epoch().getAsLong();
        private @Nullable HttpExchange exchange;
        private boolean abandoned;

        Post(List<SendQueue.Entry> entries) {
            this.messages = SendQueue.messages(entries);
            for (SendQueue.Entry entry : entries) {
                if (!entry.replyExpected()) {
                    silent.add(entry.message().id());
                }
            }
        }

        void abandon() {
            abandoned = true;
            if (exchange != null) {
                exchange.abort();
            }
        }

        // on the wire's threads: parsing is done before the context is entered
        private void answered(@Nullable HttpReply reply, @Nullable Throwable failure) {
            MessageReader.Batch batch = null;
            HalleyException failed = null;
            if (reply == null) {
                failed = failure instanceof HalleyException known
                        ? known
                        : new ProtocolException("the exchange failed unexpectedly: " + failure, failure);
            } else {
                try {
                    batch = parse(reply);
                } catch (HalleyException e) {
                    failed = isControl() || !mayBeProcessed(reply.status()) ? e : unconfirmed(e);
                }
            }
            MessageReader.Batch received = batch;
            HalleyException cause = failed;
            Headers headers = reply == null ? Headers.empty() : reply.headers();
            client.context().enter(() -> done(received, headers, cause));
        }

        private boolean isControl() {
            return messages.get(0).isHandshake()
                    || messages.get(0).isConnect()
                    || messages.get(0).isDisconnect();
        }

        /** Nobody waits for the reply, but the server, or a proxy before it, does not know. */
        private static boolean isLate(HalleyException cause) {
            int status =
                    cause instanceof ConnectionException known ? known.details().status() : 0;
            return cause instanceof OperationTimeoutException || status == REQUEST_TIMEOUT || status == GATEWAY_TIMEOUT;
        }

        private boolean isOfThisSession() {
            return epoch == client.epoch().getAsLong();
        }

        private static boolean mayBeProcessed(HalleyException cause) {
            return !(cause instanceof ConnectionException) || cause instanceof UnconfirmedException;
        }

        /** A garbled success, and what a proxy says when it gave up waiting, do not tell whether the server acted. */
        private boolean mayBeProcessed(int status) {
            return status >= 200 && status < 300 || status == 408 || status >= 500;
        }

        private HalleyException unconfirmed(HalleyException cause) {
            return new UnconfirmedException(
                    cause.getMessage() + " Whether the server processed what was sent is not known.",
                    cause instanceof ConnectionException known ? known.details() : ConnectionException.Details.NONE,
                    cause);
        }

        private MessageReader.Batch parse(HttpReply reply) {
            // P53: a server that confirms nothing may have nothing to say
            if (reply.isSuccessful() && reply.text().length == 0 && silent.size() == messages.size()) {
                return new MessageReader.Batch(List.of(), 0);
            }
            // P62; P35: an empty 200 is a failure of the request
            if (!reply.isSuccessful() || reply.text().length == 0 || ReplyErrors.isHtml(reply)) {
                throw ReplyErrors.of(reply, type().wireName(), wording);
            }
            try {
                return new MessageReader(client.codec(), type().wireName()).read(reply.text(), reply.text().length);
            } catch (ProtocolException notJson) {
                throw ReplyErrors.unreadable(reply, type().wireName(), wording, notJson);
            }
        }

        private void done(MessageReader.@Nullable Batch batch, Headers headers, @Nullable HalleyException cause) {
            long number = asked;
            if (control == this) {
                control = null;
            } else if (other == this) {
                other = null;
            }
            if (closed || abandoned && batch == null) {
                return;
            }
            if (batch != null) {
                listener.onBatch(batch, epoch, new Origin(type(), headers));
            } else if (cause != null && !isControl() && isOfThisSession() && mayBeProcessed(cause)) {
                listener.onReplyLost(cause, isLate(cause));
            }
            if (!isControl()) {
                listener.onAsked(number);
            }
            for (OutgoingMessage message : unanswered(batch)) {
                if (batch != null && silent.contains(message.id())) {
                    listener.onWritten(message);
                    continue;
                }
                listener.onFailed(
                        message,
                        cause != null
                                ? cause
                                : new ProtocolException("the server's answer has no reply to " + message, null));
            }
            pump();
        }

        private List<OutgoingMessage> unanswered(MessageReader.@Nullable Batch batch) {
            if (abandoned) {
                return List.of();
            }
            return batch == null ? messages : Replies.unanswered(messages, batch.messages());
        }
    }
}
