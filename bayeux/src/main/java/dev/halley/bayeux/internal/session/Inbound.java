package dev.halley.bayeux.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ProtocolException;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.dispatch.Deliveries;
import dev.halley.bayeux.internal.dispatch.Subscriptions;
import dev.halley.bayeux.internal.extension.AuthFailures;
import dev.halley.bayeux.internal.message.Advice;
import dev.halley.bayeux.internal.message.BayeuxError;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.MessageReader;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.bayeux.internal.position.Positions;
import dev.halley.bayeux.internal.publish.Publication;
import dev.halley.bayeux.internal.publish.Requests;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.observe.ClientLog;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One batch from start to end, in order: control goes to the machine, replies to who waits for them, everything else to
 * the queues, without passing the machine. Serial context.
 */
final class Inbound {
    private final SessionRunner runner;
    private final Subscriptions subscriptions;
    private final Requests requests;
    private final Positions positions;
    private final Deliveries deliveries;
    private final TimeSource time;
    private final ClientLog log;
    private final Consumer<ClientEvent> events;
    private final Map<String, Long> late = new LinkedHashMap<>();
    private long arrivedAt;
    private long wholeAt;
    private long connectedAt;
    private int inBatch;

    Inbound(
            SessionRunner runner,
            Subscriptions subscriptions,
            Requests requests,
            Positions positions,
            Deliveries deliveries,
            TimeSource time,
            ClientLog log,
            Consumer<ClientEvent> events) {
        this.runner = runner;
        this.subscriptions = subscriptions;
        this.requests = requests;
        this.positions = positions;
        this.deliveries = deliveries;
        this.time = time;
        this.log = log;
        this.events = events;
        this.wholeAt = time.nanoTime();
        this.connectedAt = wholeAt;
    }

    /** When the session was last known to miss nothing: data or a good connect reply came. */
    long wholeAt() {
        return wholeAt;
    }

    /** When the last good connect reply came. */
    long connectedAt() {
        return connectedAt;
    }

    /** Such a time on the wall clock. */
    Instant onWallClock(long nanoTime) {
        return time.now().minusNanos(Math.max(0, time.nanoTime() - nanoTime));
    }

    void process(MessageReader.Batch batch, long epoch) {
        List<ReceivedMessage> messages = batch.messages();
        arrivedAt = time.nanoTime();
        boolean hasControl = false;
        int data = 0;
        for (int i = 0; i < messages.size(); i++) {
            ReceivedMessage message = messages.get(i);
            data += message.hasData() && !message.isReply() ? 1 : 0;
            if (!Channels.isMeta(message.channel())) {
                // under acknowledgements an event comes again over the connection after that one, and is counted there
                if (batch.late() && positions.survivesLinks() && message.hasData() && !message.isReply()) {
                    continue;
                }
                if (batch.withheld().contains(message)) {
                    positions.withheld(isQueued(message, epoch));
                } else {
                    data(message, epoch);
                }
                continue;
            }
            deliveries.listen(message);
            if (isControl(message.channel())) {
                hasControl = true;
            } else {
                subscription(message, epoch);
            }
        }
        // P48: one hand-over when the whole batch has been seen
        deliveries.flush();
        inBatch = data;
        runner.handshakeEvents().arrived(data);
        if (!late.isEmpty()) {
            late.forEach((channel, count) ->
                    events.accept(new ClientEvent.Dropped(channel, count, ClientEvent.DropReason.DISCARDED)));
            late.clear();
        }
        // P18: control comes last, wherever it stood, for the next connect depends on how much is waiting now
        for (int i = 0; hasControl && i < messages.size(); i++) {
            ReceivedMessage message = messages.get(i);
            if (isControl(message.channel())) {
                control(message, epoch);
            }
        }
    }

    private static boolean isControl(String channel) {
        return channel.equals(Channels.CONNECT)
                || channel.equals(Channels.HANDSHAKE)
                || channel.equals(Channels.DISCONNECT);
    }

    private void data(ReceivedMessage message, long epoch) {
        Advice advice = message.advice();
        boolean queued = isQueued(message, epoch);
        if (!positions.isRepeated(message, queued)) {
            received(message, epoch, queued);
        }
        if (advice != null) {
            advised(advice, message, epoch);
        }
        // what was refused for its session goes out at once where there is a new one already
        requests.pump();
    }

    /** Whether the server keeps it until it is acknowledged: no reply, and not what an old session left. */
    private boolean isQueued(ReceivedMessage message, long epoch) {
        return message.hasData()
                && !message.isReply()
                && epoch == runner.state().epoch();
    }

    private void received(ReceivedMessage message, long epoch, boolean queued) {
        if (requests.mayTake(message) && requests.take(message, (request, reply) -> refused(request, reply, epoch))) {
            positions.answered(queued);
        } else if (!message.hasData()) {
            log.log(Level.DEBUG, () -> "a reply for nobody: " + message);
        } else if (isAfterTheEnd()) {
            late.merge(message.channel(), 1L, Long::sum);
        } else {
            wholeAt = arrivedAt;
            deliveries.deliver(message, queued);
        }
    }

    /** A closing client gave up its long poll, and what that one brought: what still comes would leave a hole. */
    private boolean isAfterTheEnd() {
        SessionState now = runner.state();
        return now.kind() == SessionState.Kind.CLOSING && now.transport() == ConnectionType.LONG_POLLING;
    }

    private void refused(Publication publication, ReceivedMessage reply, long epoch) {
        BayeuxRefusedException refusal = BayeuxError.refusal("publish to " + publication.channel(), reply);
        requests.refused(publication, refusal, reply);
        unknownClient(refusal, reply, epoch);
    }

    // P72: whatever request learns that the server forgot us
    private void unknownClient(BayeuxRefusedException refusal, ReceivedMessage reply, long epoch) {
        Advice advice = reply.advice();
        if (!isAdvised(advice) && AuthFailures.isUnknownClient(reply)) {
            runner.step(new SessionEvent.SessionUnknown(epoch, refusal));
        }
    }

    /** P73: then the advice decides, and the error's code does not. */
    private static boolean isAdvised(@Nullable Advice advice) {
        return advice != null && advice.reconnect() != Advice.Reconnect.ABSENT;
    }

    private void advised(Advice advice, ReceivedMessage message, long epoch) {
        runner.step(
                credentialsRefused(message)
                        ? new SessionEvent.CredentialsRefused(epoch, Failures.ofReply(message.channel(), message))
                        : new SessionEvent.Advised(epoch, advice));
    }

    /** The session is gone with its credentials, and there can be others: no end, whatever the advice says. */
    private boolean credentialsRefused(ReceivedMessage message) {
        Advice advice = message.advice();
        return advice != null
                && Renewal.isSessionLost(advice.reconnect())
                && runner.authenticates()
                && AuthFailures.isAuthentication(message);
    }

    private void subscription(ReceivedMessage message, long epoch) {
        BayeuxRefusedException refusal =
                message.isSuccessful() ? null : BayeuxError.refusal(message.channel(), message);
        Advice advice = message.advice();
        // P72: what the server refuses only because it forgot the session is asked for again in the next one
        boolean forgotten = refusal != null
                && (epoch != runner.state().epoch()
                        || advice != null && advice.reconnect() == Advice.Reconnect.HANDSHAKE
                        || !isAdvised(advice) && AuthFailures.isUnknownClient(message)
                        || credentialsRefused(message));
        if (!subscriptions.onReply(message, forgotten)) {
            log.log(Level.DEBUG, () -> "a meta message for nobody: " + message);
            return;
        }
        if (refusal != null) {
            unknownClient(refusal, message, epoch);
        }
        if (advice != null) {
            advised(advice, message, epoch);
        }
    }

    private void control(ReceivedMessage message, long epoch) {
        switch (message.channel()) {
            case Channels.HANDSHAKE -> control(message, this::handshake);
            case Channels.CONNECT -> control(message, this::connect);
            default -> disconnect(message, epoch);
        }
    }

    private interface ControlReply {
        void on(long link, ReceivedMessage reply);
    }

    private void control(ReceivedMessage message, ControlReply reply) {
        if (!runner.control().isAnsweredBy(message)) {
            log.log(Level.DEBUG, () -> "a late reply: " + message);
            if (message.channel().equals(Channels.CONNECT)) {
                positions.lateReply();
            }
            return;
        }
        reply.on(runner.control().done(), message);
    }

    private void handshake(long link, ReceivedMessage reply) {
        if (!reply.isSuccessful()) {
            runner.step(new SessionEvent.HandshakeRefused(link, Failures.ofReply("handshake", reply), reply.advice()));
            return;
        }
        String flaw = HandshakeReply.flaw(reply);
        if (flaw != null) {
            ProtocolException unusable = new ProtocolException("the server's handshake reply " + flaw, null);
            runner.step(new SessionEvent.HandshakeRefused(link, Failure.of(Trouble.REFUSED, unusable), reply.advice()));
            return;
        }
        runner.connectAnswered();
        positions.handshaken(reply);
        // P10
        runner.handshakeEvents().announced(HandshakeReply.announced(reply) - inBatch);
        runner.step(new SessionEvent.HandshakeAccepted(
                link, HandshakeReply.clientId(reply), HandshakeReply.offered(reply), reply.advice()));
    }

    private void connect(long link, ReceivedMessage reply) {
        runner.connectAnswered();
        positions.connected(reply);
        if (reply.isSuccessful()) {
            wholeAt = time.nanoTime();
            connectedAt = wholeAt;
            runner.step(new SessionEvent.ConnectAccepted(link, reply.advice()));
            return;
        }
        runner.step(new SessionEvent.ConnectRefused(link, Failures.ofReply("connect", reply), reply.advice()));
    }

    private void disconnect(ReceivedMessage message, long epoch) {
        if (runner.state().kind() == SessionState.Kind.CLOSING) {
            runner.step(new SessionEvent.Disconnected(runner.state().link()));
            return;
        }
        // P71
        runner.step(new SessionEvent.ServerDisconnected(
                epoch, new ClosedException("the server disconnected the client: " + message, null)));
    }
}
