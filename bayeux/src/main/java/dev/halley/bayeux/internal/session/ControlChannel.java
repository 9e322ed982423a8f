package dev.halley.bayeux.internal.session;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.bayeux.internal.position.Positions;
import dev.halley.bayeux.internal.transport.Endpoint;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The handshake, connect or disconnect that is on its way; at most one (P12). Serial context. */
final class ControlChannel {
    private final BayeuxConfig config;
    private final SerialContext context;
    private final Positions positions;
    private final Supplier<SessionResources> resources;
    private final Supplier<String> ids;
    private final BiConsumer<Long, HalleyException> failed;
    private @Nullable Control control;
    private TimeSource.@Nullable Timer limit;

    private record Control(long link, Endpoint endpoint, OutgoingMessage message) {}

    /**
     * @param failed hears of a message that this class gave up by itself
     */
    ControlChannel(
            BayeuxConfig config,
            SerialContext context,
            Positions positions,
            Supplier<SessionResources> resources,
            Supplier<String> ids,
            BiConsumer<Long, HalleyException> failed) {
        this.config = config;
        this.context = context;
        this.positions = positions;
        this.resources = resources;
        this.ids = ids;
        this.failed = failed;
    }

    void handshake(SessionEffect.SendHandshake send) {
        // P12: nothing of an earlier attempt goes on beside this one
        resources.get().abandonControl();
        resources.get().hold(true);
        List<String> supported =
                send.supported().stream().map(ConnectionType::wireName).toList();
        send(
                send.link(),
                send.endpoint(),
                positions.handshake(OutgoingMessage.handshake(ids.get(), supported, config.handshakeFields())),
                config.requestTimeout());
    }

    void connect(SessionEffect.SendConnect send, SessionState state) {
        boolean promotion = state.kind() == SessionState.Kind.PROMOTING;
        // P16: the server may hold it this long, and the network has its allowance
        Duration held = send.immediately()
                ? Duration.ZERO
                : Duration.ofMillis(state.advice().timeoutMillis());
        Duration allowance = promotion ? Promoting.LIMIT : config.requestTimeout();
        send(
                send.link(),
                send.endpoint(),
                positions.connect(
                        OutgoingMessage.connect(ids.get(), send.transport().wireName(), send.immediately())),
                held.plus(allowance));
        if (promotion && control != null) {
            limit = context.schedule(Promoting.LIMIT.toNanos(), this::giveUpUnwritten);
        }
    }

    /** An attempt that is not even written by now would cost the session; one that is has its own time limit. */
    private void giveUpUnwritten() {
        limit = null;
        Control late = control;
        if (late != null && resources.get().transport(late.endpoint).withdraw(late.message.id())) {
            clear();
            failed.accept(
                    late.link,
                    new ConnectionException(
                            "no connection over " + late.endpoint + " within " + Promoting.LIMIT.toMillis() + " ms",
                            ConnectionException.Details.NONE,
                            null));
        }
    }

    void disconnect(long link, Endpoint endpoint) {
        resources.get().abandonControl();
        send(link, endpoint, OutgoingMessage.disconnect(ids.get()), Leaving.CLOSE_DEADLINE);
    }

    private void send(long link, Endpoint endpoint, OutgoingMessage message, Duration timeout) {
        clear();
        control = new Control(link, endpoint, message);
        resources.get().transport(endpoint).send(message, timeout);
    }

    boolean isConnecting() {
        return control != null && control.message.isConnect();
    }

    private boolean is(@Nullable String id) {
        return control != null && control.message.id().equals(id);
    }

    /** Whether it is this one that failed; P34. */
    boolean is(OutgoingMessage failed) {
        return failed.knownId() == null
                ? control != null && control.message.channel().equals(failed.channel())
                : is(failed.id());
    }

    /**
     * Whether a reply answers what is on its way. P17: a reply that is not the outstanding one's came too late; P34:
     * without an id it is the outstanding one's.
     */
    boolean isAnsweredBy(ReceivedMessage reply) {
        return control != null
                && control.message.channel().equals(reply.channel())
                && !reply.channel().equals(Channels.DISCONNECT)
                && (reply.id() == null || is(reply.id()));
    }

    /** The link of what was on its way: its reply came, or it failed. */
    long done() {
        long link = control == null ? -1 : control.link;
        clear();
        return link;
    }

    void clear() {
        control = null;
        if (limit != null) {
            limit.cancel();
            limit = null;
        }
    }
}
