package dev.halley.bayeux.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.internal.message.MessageReader;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.publish.Requests;
import dev.halley.internal.json.JsonText;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.observe.EventHub;
import dev.halley.json.JsonCodec;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What publishing needs of the session. Serial context. */
final class RequestPort implements Requests.Port {
    private final SessionRunner runner;
    private final SerialContext context;
    private final EventHub hub;
    private final JsonCodec codec;
    private final Supplier<@Nullable HalleyException> refusal;

    RequestPort(
            SessionRunner runner,
            SerialContext context,
            EventHub hub,
            JsonCodec codec,
            Supplier<@Nullable HalleyException> refusal) {
        this.runner = runner;
        this.context = context;
        this.hub = hub;
        this.codec = codec;
        this.refusal = refusal;
    }

    @Override
    public @Nullable HalleyException refusal() {
        return refusal.get();
    }

    @Override
    public boolean isConnected() {
        return runner.state().visible() == ConnectionState.CONNECTED;
    }

    @Override
    public HalleyException notConnected() {
        return new ConnectionException(
                "not connected, so nothing was sent: the client is "
                        + runner.state().visible()
                        + "; try again when it is CONNECTED, or wait for that state",
                ConnectionException.Details.NONE,
                null);
    }

    @Override
    public String nextId() {
        return runner.nextId();
    }

    @Override
    public void send(OutgoingMessage message, Duration timeout, boolean replyExpected) {
        runner.transport().send(message, timeout, replyExpected);
    }

    @Override
    public boolean withdraw(String id) {
        return runner.withdraw(id);
    }

    /** Says what is known: the channel and the id. */
    @Override
    public BayeuxMessage standIn(OutgoingMessage message) {
        StringBuilder json = new StringBuilder("{\"channel\":");
        JsonText.quote(json, message.channel());
        JsonText.quote(json.append(",\"id\":"), message.id());
        char[] text = json.append('}').toString().toCharArray();
        return new MessageReader(codec, "none")
                .read(text, text.length)
                .messages()
                .get(0);
    }

    @Override
    public void together(Runnable sends) {
        runner.together(sends);
    }

    @Override
    public TimeSource.Timer schedule(Duration delay, Runnable task) {
        return context.schedule(Stages.nanos(delay), task);
    }

    @Override
    public void raise(ClientEvent event) {
        hub.raise(event);
    }
}
