package dev.halley.bayeux;

import dev.halley.TypeRef;
import dev.halley.bayeux.internal.dispatch.MessageHandler;
import dev.halley.bayeux.internal.dispatch.Wanted;
import dev.halley.bayeux.internal.message.Ext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What to subscribe to, and how: a channel, a pattern or a {@linkplain ChannelTemplate template}, with or without a
 * handler. Without one its messages go to the client's one stream. Immutable: each method returns another request, so
 * that one may be kept and varied. A request may be used any number of times and by several clients.
 *
 * <p>Handlers run on the client's executor, one call at a time, in the order in which the messages arrived. What a handler
 * throws is reported as {@link dev.halley.ClientEvent.HandlerFailed} and does no harm. Of several handlers given to one
 * request the last one counts.
 *
 * <p>A client with {@link BayeuxClientBuilder#manualAck manualAck(true)} takes handlers of messages only: its
 * {@code subscribe} throws {@link IllegalArgumentException} for one of payloads, which could acknowledge nothing.
 */
public final class SubscriptionRequest {
    /** Stands for any handler where requests are compared. */
    private static final MessageHandler NONE = new MessageHandler.Each(Wanted.class, true, message -> {});

    private final Wanted wanted;

    private SubscriptionRequest(Wanted wanted) {
        this.wanted = wanted;
    }

    /**
     * A request without a handler.
     *
     * @param channelOrTemplate a channel, a pattern that ends in {@code /*} or {@code /**}, or a template such as
     *     {@code /room/{id}}
     * @return the request
     * @throws IllegalArgumentException if the channel's name is invalid or begins with {@code /meta/}
     */
    public static SubscriptionRequest to(String channelOrTemplate) {
        return new SubscriptionRequest(Wanted.subscription(channelOrTemplate));
    }

    /**
     * A request without a handler.
     *
     * @param template the template; its pattern is subscribed, and what does not match it goes to others
     * @return the request
     */
    public static SubscriptionRequest to(ChannelTemplate template) {
        return new SubscriptionRequest(Wanted.of(template));
    }

    /**
     * With a handler of messages.
     *
     * @param handler gets each message
     * @return the request with this handler
     */
    public SubscriptionRequest handler(Consumer<? super BayeuxMessage> handler) {
        Objects.requireNonNull(handler, "handler");
        return with(new MessageHandler.Each(handler, true, handler));
    }

    /**
     * With a handler of payloads. A payload that does not fit the type is reported as
     * {@link dev.halley.ClientEvent.HandlerFailed} and skipped.
     *
     * @param type the payload's class
     * @param handler gets each payload; null for JSON's null
     * @param <T> the payload's type
     * @return the request with this handler
     */
    public <T> SubscriptionRequest handler(Class<T> type, Consumer<? super @Nullable T> handler) {
        return handler(TypeRef.of(type), handler);
    }

    /**
     * With a handler of payloads of a type with type arguments; otherwise like {@link #handler(Class, Consumer)}.
     *
     * @param type the payload's type
     * @param handler gets each payload; null for JSON's null
     * @param <T> the payload's type
     * @return the request with this handler
     */
    public <T> SubscriptionRequest handler(TypeRef<T> type, Consumer<? super @Nullable T> handler) {
        Objects.requireNonNull(handler, "handler");
        return with(new MessageHandler.Each(handler, false, message -> handler.accept(message.data(type))));
    }

    /**
     * With a handler of messages and the template's parameters.
     *
     * @param handler gets the parameters by name, in the template's order, and each message; without a template there are
     *     no parameters
     * @return the request with this handler
     */
    public SubscriptionRequest handler(BiConsumer<? super Map<String, String>, ? super BayeuxMessage> handler) {
        Objects.requireNonNull(handler, "handler");
        return with(new MessageHandler.Each(handler, true, message -> handler.accept(parameters(message), message)));
    }

    /**
     * With a handler of payloads and the template's parameters.
     *
     * @param type the payload's class
     * @param handler gets the parameters by name, in the template's order, and each payload; null for JSON's null
     * @param <T> the payload's type
     * @return the request with this handler
     */
    public <T> SubscriptionRequest handler(
            Class<T> type, BiConsumer<? super Map<String, String>, ? super @Nullable T> handler) {
        return handler(TypeRef.of(type), handler);
    }

    /**
     * With a handler of payloads of a type with type arguments and the template's parameters.
     *
     * @param type the payload's type
     * @param handler gets the parameters by name, in the template's order, and each payload; null for JSON's null
     * @param <T> the payload's type
     * @return the request with this handler
     */
    public <T> SubscriptionRequest handler(
            TypeRef<T> type, BiConsumer<? super Map<String, String>, ? super @Nullable T> handler) {
        Objects.requireNonNull(handler, "handler");
        return with(new MessageHandler.Each(
                handler, false, message -> handler.accept(parameters(message), message.data(type))));
    }

    /**
     * With a handler that ends later. The next message is handed over when the returned stage has ended; a stage that
     * fails is reported like a handler that throws, and so is null.
     *
     * @param handler gets each message
     * @return the request with this handler
     */
    public SubscriptionRequest asyncHandler(Function<? super BayeuxMessage, ? extends CompletionStage<?>> handler) {
        Objects.requireNonNull(handler, "handler");
        return with(new MessageHandler.Staged(handler, true, handler));
    }

    /**
     * With a handler of payloads that ends later; see {@link #asyncHandler(Function)}.
     *
     * @param type the payload's class
     * @param handler gets each payload; null for JSON's null
     * @param <T> the payload's type
     * @return the request with this handler
     */
    public <T> SubscriptionRequest asyncHandler(
            Class<T> type, Function<? super @Nullable T, ? extends CompletionStage<?>> handler) {
        return asyncHandler(TypeRef.of(type), handler);
    }

    /**
     * With a handler of payloads of a type with type arguments that ends later; see {@link #asyncHandler(Function)}.
     *
     * @param type the payload's type
     * @param handler gets each payload; null for JSON's null
     * @param <T> the payload's type
     * @return the request with this handler
     */
    public <T> SubscriptionRequest asyncHandler(
            TypeRef<T> type, Function<? super @Nullable T, ? extends CompletionStage<?>> handler) {
        Objects.requireNonNull(handler, "handler");
        return with(new MessageHandler.Staged(handler, false, message -> handler.apply(message.data(type))));
    }

    /**
     * With a handler that gets in one call what waits for it: at least one message, in order.
     *
     * @param handler gets the messages, as an unmodifiable list
     * @return the request with this handler
     */
    public SubscriptionRequest batchHandler(Consumer<? super List<BayeuxMessage>> handler) {
        Objects.requireNonNull(handler, "handler");
        return with(new MessageHandler.Batched(handler, true, handler));
    }

    /**
     * With a handler that gets in one call the payloads that wait for it. Those that do not fit the type are left out and
     * reported, together, as one {@link dev.halley.ClientEvent.HandlerFailed} after the call.
     *
     * @param type the payload's class
     * @param handler gets the payloads, as an unmodifiable list, null for each JSON null; not called when none fits
     * @param <T> the payload's type
     * @return the request with this handler
     */
    public <T> SubscriptionRequest batchHandler(Class<T> type, Consumer<? super List<@Nullable T>> handler) {
        return batchHandler(TypeRef.of(type), handler);
    }

    /**
     * With a handler that gets in one call the payloads, of a type with type arguments, that wait for it; see
     * {@link #batchHandler(Class, Consumer)}.
     *
     * @param type the payload's type
     * @param handler gets the payloads, as an unmodifiable list, null for each JSON null; not called when none fits
     * @param <T> the payload's type
     * @return the request with this handler
     */
    public <T> SubscriptionRequest batchHandler(TypeRef<T> type, Consumer<? super List<@Nullable T>> handler) {
        Objects.requireNonNull(handler, "handler");
        return with(new MessageHandler.Batched(handler, false, messages -> Payloads.decode(messages, type, handler)));
    }

    /**
     * With the position from which the server shall begin, for servers that keep what they sent; only for a channel that
     * is not subscribed yet. The position that the client has stored for the channel, if any, comes first.
     *
     * @param position a replay id, −1 for what is new, −2 for everything that the server has
     * @return the request with this position
     */
    public SubscriptionRequest replayFrom(long position) {
        return new SubscriptionRequest(wanted.with(Long.valueOf(position)));
    }

    /**
     * With a watchdog: {@link dev.halley.ClientEvent.Idle} is raised, once per silence, when no message has come for some
     * time. The time begins when the server has confirmed the subscription, and runs during an outage too.
     *
     * @param silence how long is too long
     * @return the request with this watchdog
     * @throws IllegalArgumentException if it is not positive
     */
    public SubscriptionRequest idleAfter(Duration silence) {
        if (silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException("idleAfter: " + silence + " (expected: more than zero)");
        }
        return new SubscriptionRequest(wanted.with(silence));
    }

    /**
     * With members of the field {@code ext} that go with the request, each time it is sent. They are merged with what
     * extensions and other subscriptions of the same channel put there.
     *
     * @param members JSON trees by name; copied
     * @return the request with these members beside those it has
     * @throws IllegalArgumentException if a value is no JSON tree
     */
    public SubscriptionRequest ext(Map<String, ?> members) {
        Ext ext = Ext.NONE;
        for (Map.Entry<String, ?> member : members.entrySet()) {
            ext = ext.plus(member.getKey(), member.getValue());
        }
        return new SubscriptionRequest(wanted.with(ext));
    }

    private SubscriptionRequest with(MessageHandler handler) {
        return new SubscriptionRequest(wanted.with(handler));
    }

    private Map<String, String> parameters(BayeuxMessage message) {
        ChannelTemplate template = wanted.template();
        return template == null ? Map.of() : template.match(message.channel()).orElse(Map.of());
    }

    Wanted wanted() {
        return wanted;
    }

    /**
     * What the server is asked for.
     *
     * @return the channel, or the pattern of the template
     */
    public String channel() {
        return wanted.channel();
    }

    /**
     * The template.
     *
     * @return the template, or empty
     */
    public Optional<ChannelTemplate> template() {
        return Optional.ofNullable(wanted.template());
    }

    /**
     * The position from which the server shall begin.
     *
     * @return the position, or empty
     */
    public OptionalLong replayFrom() {
        Long position = wanted.replayFrom();
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    /**
     * How long it may be silent.
     *
     * @return the watchdog's period, or empty
     */
    public Optional<Duration> idleAfter() {
        return Optional.ofNullable(wanted.idleAfter());
    }

    /**
     * What goes with the request in the field {@code ext}.
     *
     * @return JSON trees by name, unmodifiable
     */
    public Map<String, @Nullable Object> ext() {
        return wanted.ext().members();
    }

    /** Equal when all values are, and the handlers are the same object. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SubscriptionRequest that
                && that.wanted.with(NONE).equals(wanted.with(NONE))
                && that.identity() == identity();
    }

    @Override
    public int hashCode() {
        return wanted.with(NONE).hashCode();
    }

    private @Nullable Object identity() {
        MessageHandler handler = wanted.handler();
        return handler == null ? null : handler.identity();
    }

    /** The channel or template. */
    @Override
    public String toString() {
        return wanted.name();
    }
}
