package dev.halley.bayeux;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.ListenerHandle;
import dev.halley.TypeRef;
import dev.halley.bayeux.internal.annotation.AnnotatedObject;
import dev.halley.bayeux.internal.dispatch.MessageHandler;
import dev.halley.bayeux.internal.dispatch.Wanted;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.session.BayeuxSession;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Bayeux client whose operations return futures; {@link BayeuxClient} is the same client for threads that wait. Both
 * may be used at once. Thread-safe; no method blocks.
 *
 * <p><b>Threads.</b> Handlers, listeners, {@code onNext} and the dependents of returned futures run on the client's
 * executor (default: a virtual thread per task on JDK 24 and later, else a shared pool), in order per subscription.
 *
 * <p><b>How a future ends.</b> With its result, or with a {@link dev.halley.HalleyException}:
 * {@link BayeuxRefusedException} when the server refused, {@link dev.halley.ConnectionException} when there is no
 * connection and nothing was sent, {@link dev.halley.UnconfirmedException} when the connection died after the message was
 * written, {@link dev.halley.OperationTimeoutException} when the reply did not come in time,
 * {@link dev.halley.OverflowException} when reading stopped because the application does not consume,
 * {@link dev.halley.ClosedException} when the client is or gets closed. Cancelling a future withdraws a message that
 * has not been written and forgets the reply of one that has. No future stays incomplete for ever, except a
 * {@code subscribe} during an outage when {@link BayeuxClientBuilder#connectionTimeout} is none.
 */
public final class AsyncBayeuxClient implements AutoCloseable {
    private final BayeuxSession session;

    AsyncBayeuxClient(BayeuxSession session) {
        this.session = session;
    }

    /**
     * Starts to configure a client.
     *
     * @param url the server's Bayeux URL, {@code http}, {@code https}, {@code ws} or {@code wss}, such as
     *     {@code https://example.com/cometd}
     * @return a builder with the defaults that its methods name
     * @throws IllegalArgumentException if the URL is not absolute or has another scheme
     */
    public static BayeuxClientBuilder builder(String url) {
        return new BayeuxClientBuilder(url);
    }

    /**
     * The same client for threads that wait.
     *
     * @return the blocking face
     */
    public BayeuxClient blocking() {
        return new BayeuxClient(this, session);
    }

    /**
     * Opens the session: handshake over the first preferred transport, then connect. Each allowed transport is tried
     * once, unless {@link BayeuxClientBuilder#retryFirstOpen} was asked for. A failed open leaves nothing running. A
     * closed client may be opened again: it starts with no subscriptions, and messages of the former session that
     * nobody took are dropped and reported.
     *
     * @return completes with this client when messages flow; ends with {@link BayeuxRefusedException} when the server
     *     refused the handshake, with {@link dev.halley.ProtocolException} when its reply can't be used, with
     *     {@link dev.halley.OperationTimeoutException} when it said nothing, with {@link dev.halley.ClosedException} when
     *     the client was closed meanwhile or the reconnect policy gave up, else with
     *     {@link dev.halley.ConnectionException}; the failures of other transports are suppressed ones
     * @throws IllegalStateException if the client is open already
     */
    public CompletableFuture<AsyncBayeuxClient> open() {
        return session.expose(session.open().thenApply(nothing -> this));
    }

    /**
     * Closes the client in order: the server is told, calls that wait end with {@link dev.halley.ClosedException},
     * messages that were received stay readable and are still handled. Idempotent.
     *
     * @return completes when everything is released, at most 5 s later, also when the server is gone
     */
    public CompletableFuture<Void> closeAsync() {
        return session.expose(session.lifeCycle().close());
    }

    /**
     * Closes the client after its work is done: handlers finish what was received so far, and requests that were sent
     * get their replies; then it closes like {@link #closeAsync()}. Meanwhile handlers may still publish, new
     * subscriptions end with {@link dev.halley.ClosedException}, and what arrives for a handler is dropped and reported.
     * What waits in the client's one stream stays readable and is not waited for.
     *
     * @param deadline how long to wait for that, zero or more. Then what handlers have not begun with is dropped and
     *     reported, and requests end as {@link #closeAsync()} says; a handler that runs is not interrupted
     * @return completes when everything is released, at most 5 s after the deadline: with true when handlers and requests
     *     had finished in time. When the client is not open it says whether its handlers have finished in time
     * @throws IllegalArgumentException if the deadline is negative
     */
    public CompletableFuture<Boolean> closeAsync(Duration deadline) {
        return session.expose(session.lifeCycle().close(deadline));
    }

    /**
     * Drops the client: connections are cut, the server is not told and finds out by itself, requests end with
     * {@link dev.halley.ClosedException}, and messages that were received and not begun with are dropped and reported
     * ({@link ClientEvent.DropReason#DISCARDED}). Does nothing when the client is not open.
     *
     * @return completes when everything is released, within a second
     */
    public CompletableFuture<Void> abort() {
        return session.expose(session.lifeCycle().abort());
    }

    /**
     * Closes the client without telling the server, so that another client can go on with the session. Requests end and
     * received messages stay readable, as with {@link #closeAsync()}. What the server sends meanwhile it keeps, except
     * what was on its way: the other client raises a {@link ClientEvent.Gap} for each channel that it subscribes again.
     *
     * @return completes with the session when everything is released, within a second; ends with
     *     {@link dev.halley.ClosedException} when there is no session, and then changes nothing
     */
    public CompletableFuture<SessionSnapshot> detach() {
        return session.expose(session.lifeCycle().detach().thenApply(SessionSnapshot::new));
    }

    /** Starts {@link #closeAsync()} and does not wait for it. */
    @Override
    public void close() {
        session.lifeCycle().startClose();
    }

    /**
     * What the connection is doing.
     *
     * @return the state now
     */
    public ConnectionState state() {
        return session.state();
    }

    /**
     * The transport in use.
     *
     * @return the transport of the current or last session; empty before the first
     */
    public Optional<ConnectionType> connectionType() {
        return session.connectionType();
    }

    /**
     * Whether the client is not open: never opened, or ended.
     *
     * @return whether {@code open()} may be called
     */
    public boolean isClosed() {
        return session.isClosed();
    }

    /**
     * The subscriptions of this session.
     *
     * @return a snapshot, by channel, channels in the order in which they were first subscribed
     */
    public List<Subscription> subscriptions() {
        return session.subscriptions();
    }

    /**
     * How many received messages wait in this client's queues.
     *
     * @return the count over all queues; the one stream counts from the moment it is asked for
     */
    public int pendingCount() {
        return session.pendingCount();
    }

    /**
     * Whether received messages wait to be consumed.
     *
     * @return whether {@link #pendingCount} is more than zero
     */
    public boolean hasPendingMessages() {
        return session.pendingCount() > 0;
    }

    /**
     * Subscribes to a channel; its messages go to the client's one stream: {@link #receive}, {@link #messages}. A
     * channel that is subscribed already costs no request. While the connection is being restored the request waits for
     * it.
     *
     * @param channel a channel, or a pattern that ends in {@code /*} or {@code /**}
     * @return completes when the server confirmed it; when it fails, nothing stays subscribed
     * @throws IllegalArgumentException if the channel's name is invalid or begins with {@code /meta/}
     */
    public CompletableFuture<Subscription> subscribe(String channel) {
        return subscribe(SubscriptionRequest.to(channel));
    }

    /**
     * Subscribes a handler with a bounded queue of its own. What it throws is reported and does no harm. Several
     * handlers of one channel share one subscription at the server.
     *
     * @param channel a channel, or a pattern that ends in {@code /*} or {@code /**}
     * @param handler gets each message, in the order of arrival, on the client's executor
     * @return completes when the server confirmed it; when it fails, the handler is taken off
     * @throws IllegalArgumentException if the channel's name is invalid or begins with {@code /meta/}
     */
    public CompletableFuture<Subscription> subscribe(String channel, Consumer<? super BayeuxMessage> handler) {
        return subscribe(SubscriptionRequest.to(channel).handler(handler));
    }

    /**
     * Subscribes a handler that gets each payload as a class or record. A payload that does not fit is reported as
     * {@link ClientEvent.HandlerFailed} and skipped.
     *
     * @param channel a channel, or a pattern that ends in {@code /*} or {@code /**}
     * @param type the payload's class
     * @param handler gets each payload; null for JSON's null
     * @param <T> the payload's type
     * @return completes when the server confirmed it; when it fails, the handler is taken off
     * @throws IllegalArgumentException if the channel's name is invalid or begins with {@code /meta/}
     */
    public <T> CompletableFuture<Subscription> subscribe(
            String channel, Class<T> type, Consumer<? super @Nullable T> handler) {
        return subscribe(channel, TypeRef.of(type), handler);
    }

    /**
     * Subscribes a handler that gets each payload as a type with type arguments; otherwise like
     * {@link #subscribe(String, Class, Consumer)}.
     *
     * @param channel a channel, or a pattern that ends in {@code /*} or {@code /**}
     * @param type the payload's type
     * @param handler gets each payload; null for JSON's null
     * @param <T> the payload's type
     * @return completes when the server confirmed it; when it fails, the handler is taken off
     * @throws IllegalArgumentException if the channel's name is invalid or begins with {@code /meta/}
     */
    public <T> CompletableFuture<Subscription> subscribe(
            String channel, TypeRef<T> type, Consumer<? super @Nullable T> handler) {
        return subscribe(SubscriptionRequest.to(channel).handler(type, handler));
    }

    /**
     * Subscribes as a request says: with a handler that ends later or takes batches, by a template with parameters, from a
     * position, with a watchdog. The other overloads are shorthands of it.
     *
     * @param request what to subscribe to, and how
     * @return completes when the server confirmed it; when it fails, nothing stays subscribed
     */
    public CompletableFuture<Subscription> subscribe(SubscriptionRequest request) {
        CompletableFuture<Subscription> raw = session.subscribing().subscribe(request.wanted());
        return session.expose(raw, () -> session.subscribing().withdraw(raw));
    }

    /**
     * Subscribes to several channels with one message to the server, as far as its size allows (about 16,000 characters).
     * Where a server refuses the message as a whole, each channel is asked for by itself, to learn which is at fault.
     *
     * @param requests what to subscribe to; may be empty
     * @return completes, with the subscriptions in the order of the requests, when the server confirmed all. When one
     *     fails, all of this call are taken off; the future ends with the first failure, and the others are suppressed
     *     ones
     */
    public CompletableFuture<List<Subscription>> subscribe(List<SubscriptionRequest> requests) {
        CompletableFuture<List<Subscription>> raw = session.subscribing()
                .subscribe(requests.stream().map(SubscriptionRequest::wanted).toList());
        return session.expose(raw, () -> session.subscribing().withdraw(raw));
    }

    /**
     * Subscribes to several channels with one message to the server; what they bring goes to the client's one stream.
     * See {@link #subscribe(List)}.
     *
     * @param channels channels, patterns that end in {@code /*} or {@code /**}, or templates
     * @return completes with the subscriptions in the order of the channels
     * @throws IllegalArgumentException if a channel's name is invalid or begins with {@code /meta/}
     */
    public CompletableFuture<List<Subscription>> subscribeAll(Collection<String> channels) {
        return subscribe(channels.stream().map(SubscriptionRequest::to).toList());
    }

    /**
     * Takes one subscription off. The server is asked when it was the last one of its channel; from now on its handler
     * gets no message.
     *
     * @param subscription a subscription of this client
     * @return completes when the server confirmed it; at once when it need not be asked, and when it can't be asked for
     *     lack of a connection: then it is told later
     */
    public CompletableFuture<Void> unsubscribe(Subscription subscription) {
        return session.expose(session.subscribing().unsubscribe(subscription));
    }

    /**
     * Takes all subscriptions of one channel off.
     *
     * @param channel the channel, pattern or template as it was subscribed; the pattern of a template takes off what was
     *     subscribed by the template, too
     * @return completes like {@link #unsubscribe(Subscription)}
     */
    public CompletableFuture<Void> unsubscribe(String channel) {
        return session.expose(session.subscribing()
                .unsubscribe(SubscriptionRequest.to(channel).wanted()));
    }

    /**
     * Listens to what arrives, without telling the server: to the replies on meta channels, to messages of services, and
     * to what comes for subscriptions. A listener has a bounded queue of its own; it may be added before {@code open()},
     * and it outlives sessions and {@code close()}. What it hears of a channel that is not a meta channel counts as
     * handled, and goes to the client's one stream only if that is subscribed. The answer to a call and the reply to a
     * publish go to the caller alone.
     *
     * <p>Replies on {@code /meta/handshake} hold the client id in {@link BayeuxMessage#json()}, which is a secret.
     * Attempts that get no reply are {@linkplain #events() events}.
     *
     * @param channel a channel, a pattern that ends in {@code /*} or {@code /**}, such as {@code /meta/*}, or a template;
     *     {@code /**} covers no meta and no service channel
     * @param listener gets each message, in the order of arrival, on the client's executor; what it throws is reported
     *     as {@link ClientEvent.HandlerFailed}
     * @return takes the listener off when closed
     * @throws IllegalArgumentException if the channel's name is invalid
     */
    public ListenerHandle addListener(String channel, Consumer<? super BayeuxMessage> listener) {
        Objects.requireNonNull(listener, "listener");
        return session.subscribing()
                .listen(Wanted.listening(channel).with(new MessageHandler.Each(listener, true, listener)));
    }

    /**
     * Registers an object whose methods are annotated with {@link dev.halley.bayeux.annotation.Subscription} or
     * {@link dev.halley.bayeux.annotation.Listener}, its superclasses' among them. Its subscriptions are asked for with
     * one message; they are restored like any other, and end with the client, while its listeners outlive a close. On the
     * module path, a package of the object's class that is not exported, or whose methods are private, has to be opened:
     * {@code opens com.example to dev.halley.bayeux;}.
     *
     * @param target the object; it may be registered with several clients, where it has no field with
     *     {@link dev.halley.bayeux.annotation.Session}
     * @return completes when the server confirmed all subscriptions, at once where there are none; when one fails, nothing
     *     of the object stays registered. Cancelling it takes the object off
     * @throws IllegalArgumentException if no method is annotated, or an annotation can't be obeyed; the text says which
     *     one, and what is expected
     */
    public CompletableFuture<Registration> register(Object target) {
        Registered registered = new Registered(AnnotatedObject.read(target, this, blocking()), session.subscribing());
        return session.expose(registered.done(), registered::withdraw);
    }

    /**
     * Publishes to a broadcast or service channel. Messages of one client leave in the order of the calls.
     *
     * @param channel a channel without wildcards
     * @param data the payload, encoded by the client's codec on the caller's thread; may be null
     * @return completes with the server's reply. While the client is not connected it ends at once with
     *     {@link dev.halley.ConnectionException}, unless {@link BayeuxClientBuilder#publishDefaults} say otherwise
     * @throws IllegalArgumentException if the channel's name is invalid, a pattern, or begins with {@code /meta/}, or if
     *     the payload is larger than {@link BayeuxClientBuilder#maxOutgoingMessageSize}
     * @throws dev.halley.json.JsonException if the payload can't be encoded
     */
    public CompletableFuture<BayeuxMessage> publish(String channel, @Nullable Object data) {
        CompletableFuture<BayeuxMessage> raw = session.publish(channel, data);
        return session.expose(raw, () -> session.withdraw(raw));
    }

    /**
     * Publishes with options: attempts, deadline, order, what happens without a connection.
     *
     * @param channel a channel without wildcards
     * @param data the payload, encoded by the client's codec on the caller's thread; may be null
     * @param options how to publish it, instead of {@link BayeuxClientBuilder#publishDefaults}
     * @return completes with the server's reply. It ends with {@link dev.halley.OperationTimeoutException} at the
     *     deadline, with {@link dev.halley.OverflowException} when too many wait for the connection, else with the
     *     outcome of the last attempt
     * @throws IllegalArgumentException if the channel's name is invalid, a pattern, or begins with {@code /meta/}, or if
     *     the payload is larger than {@link BayeuxClientBuilder#maxOutgoingMessageSize}
     * @throws dev.halley.json.JsonException if the payload can't be encoded
     */
    public CompletableFuture<BayeuxMessage> publish(String channel, @Nullable Object data, PublishOptions options) {
        CompletableFuture<BayeuxMessage> raw = session.publish(channel, data, options);
        return session.expose(raw, () -> session.withdraw(raw));
    }

    /**
     * Sends together what the calling thread publishes, calls, subscribes and unsubscribes inside: in as few requests or
     * frames as it fits into ({@link BayeuxClientBuilder#maxBatchBytes}), in the order of the calls. It is sent when the
     * outermost batch of the thread is over, also when that throws. Futures end after that, so inside of it nobody may
     * wait for one: the blocking face's methods throw {@link IllegalStateException} there.
     *
     * @param operations runs on the calling thread
     */
    public void batch(Runnable operations) {
        session.batch(operations);
    }

    /**
     * Asks a service: publishes to a service channel and waits for the message that answers. The answer is the message
     * on this channel that has the request's id, or, from servers that give answers no id, the next one on this channel
     * that has none. It goes to the caller only.
     *
     * @param channel a channel below {@code /service/}
     * @param data the payload; may be null
     * @param timeout how long to wait for the answer
     * @return completes with the answer; ends like {@link #publish(String, Object)}
     * @throws IllegalArgumentException if the channel is not below {@code /service/}, or the timeout is not positive
     * @throws dev.halley.json.JsonException if the payload can't be encoded
     */
    public CompletableFuture<BayeuxMessage> call(String channel, @Nullable Object data, Duration timeout) {
        CompletableFuture<BayeuxMessage> raw = session.call(channel, data, timeout);
        return session.expose(raw, () -> session.withdraw(raw));
    }

    /**
     * Asks a service and waits for the answer as long as the client's request timeout; see
     * {@link #call(String, Object, Duration)}.
     *
     * @param channel a channel below {@code /service/}
     * @param data the payload; may be null
     * @return completes with the answer; ends like {@link #publish(String, Object)}
     */
    public CompletableFuture<BayeuxMessage> call(String channel, @Nullable Object data) {
        return call(channel, data, session.requestTimeout());
    }

    /**
     * Asks a service by its name, as CometD's clients do: {@code remoteCall("echo", data)} is a
     * {@link #call(String, Object, Duration)} of {@code /service/echo}.
     *
     * @param target the channel's name below {@code /service/}
     * @param data the payload; may be null
     * @param timeout how long to wait for the answer
     * @return completes with the answer; ends like {@link #publish(String, Object)}
     * @throws IllegalArgumentException if the target is no channel's name, or the timeout is not positive
     * @throws dev.halley.json.JsonException if the payload can't be encoded
     */
    public CompletableFuture<BayeuxMessage> remoteCall(String target, @Nullable Object data, Duration timeout) {
        return call(Channels.ofService(target), data, timeout);
    }

    /**
     * Asks a service by its name and waits for the answer as long as the client's request timeout; see
     * {@link #remoteCall(String, Object, Duration)}.
     *
     * @param target the channel's name below {@code /service/}
     * @param data the payload; may be null
     * @return completes with the answer; ends like {@link #publish(String, Object)}
     */
    public CompletableFuture<BayeuxMessage> remoteCall(String target, @Nullable Object data) {
        return remoteCall(target, data, session.requestTimeout());
    }

    /**
     * The next message of the client's one stream: what was subscribed without a handler, and what matches no handler.
     * Cancelling the future loses no message. With {@link BayeuxClientBuilder#ack acknowledgements} or
     * {@link BayeuxClientBuilder#replay positions} it counts as processed when anybody asks for the next one in this way;
     * the last one never is, also when the client is closed.
     *
     * @return completes with the message; ends with {@link dev.halley.OperationTimeoutException} when the client has
     *     had no connection for {@link BayeuxClientBuilder#connectionTimeout} while this call waited (the client goes on
     *     trying, and so may the caller), and with {@link dev.halley.ClosedException} when the client is closed and
     *     everything was read; its cause is the reason, where the application did not close it
     */
    public CompletableFuture<BayeuxMessage> receive() {
        return session.receive();
    }

    /**
     * What waits in the client's one stream: as soon as there is one message, all that are there, up to a number.
     * Cancelling the future loses no message.
     *
     * @param max how many messages at most, more than zero
     * @param timeout how long to wait for the first one
     * @return completes with the messages in their order, with an empty list when the time is up; ends like
     *     {@link #receive()}
     * @throws IllegalArgumentException if max is less than 1
     */
    public CompletableFuture<List<BayeuxMessage>> receiveBatch(int max, Duration timeout) {
        return session.receiveBatch(max, timeout);
    }

    /**
     * The client's one stream as a publisher; one subscriber at a time. It completes when the client was closed and
     * everything was read.
     *
     * @return the publisher
     */
    public Flow.Publisher<BayeuxMessage> messages() {
        return session.messages();
    }

    /**
     * What the client tells about itself. A subscriber that is more than 256 events behind ends with
     * {@link dev.halley.OverflowException}.
     *
     * @return the publisher
     */
    public Flow.Publisher<ClientEvent> events() {
        return session.events();
    }

    /**
     * The connection's states, beginning with the one at subscription. A slow subscriber sees the newest.
     *
     * @return the publisher
     */
    public Flow.Publisher<ConnectionState> states() {
        return session.states();
    }

    /**
     * Adds a listener of what the client tells about itself.
     *
     * @param listener gets each event, in order, on the client's executor; what it throws is logged. When it blocks for so
     *     long that 10,000 calls of the client's listeners wait, the oldest are dropped, and the log says so
     * @return takes the listener off when closed
     */
    public ListenerHandle onEvent(Consumer<? super ClientEvent> listener) {
        return session.onEvent(listener);
    }

    /**
     * Waits for a state of the connection; one that lasts only a moment is seen as well.
     *
     * @param state the state
     * @param timeout how long to wait, zero or more
     * @return completes with true as soon as the client is in this state; with false when the time is up, or when the
     *     client gets closed first
     * @throws IllegalArgumentException if the timeout is negative
     */
    public CompletableFuture<Boolean> awaitState(ConnectionState state, Duration timeout) {
        CompletableFuture<Boolean> raw = session.lifeCycle().awaitState(state, timeout);
        return session.expose(raw, () -> session.lifeCycle().withdraw(raw));
    }

    /**
     * The close of this client, whoever caused it.
     *
     * @return completes, never with a failure, when the client has closed and released everything; at once when it is
     *     not open. {@link #awaitEnd()} also waits for the handlers, and tells the reason
     */
    public CompletableFuture<Void> closed() {
        return session.expose(session.lifeCycle().closed());
    }

    /**
     * The client's end.
     *
     * @return completes when the client has ended and its handlers have finished; normally after {@code close()}, with
     *     the reason when the server or the reconnect policy ended it
     */
    public CompletableFuture<Void> awaitEnd() {
        return session.expose(session.lifeCycle().end());
    }

    /**
     * Whether the client has ended within some time.
     *
     * @param timeout how long to wait
     * @return completes with true when the client has ended and its handlers have finished, with false when the time
     *     is up; with the reason when the server or the reconnect policy ended it
     */
    public CompletableFuture<Boolean> awaitEnd(Duration timeout) {
        return session.expose(session.lifeCycle().end(timeout));
    }

    /** The client's name and state. */
    @Override
    public String toString() {
        return session.toString();
    }
}
