package dev.halley.bayeux;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.ListenerHandle;
import dev.halley.TypeRef;
import dev.halley.bayeux.internal.annotation.AnnotatedObject;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.session.BayeuxSession;
import dev.halley.internal.loop.Stages;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Bayeux client for threads that wait; {@link #async()} is the same client with futures. Thread-safe.
 *
 * <pre>{@code
 * try (var client = BayeuxClient.open("http://localhost:8080/cometd")) {
 *     client.subscribe("/chat/demo");
 *     client.publish("/chat/demo", Map.of("text", "hello"));
 *     System.out.println(client.receive().data());
 * }
 * }</pre>
 *
 * <p>Each method does what its namesake of {@link AsyncBayeuxClient} does and throws what the future would end with, as
 * a copy with the caller's stack. Blocking methods may be called from handlers, not from code that runs on the client's
 * I/O threads ({@link IllegalStateException}). A thread that is interrupted while it waits keeps its interrupt flag and
 * gets {@link dev.halley.OperationInterruptedException}; what it waited for is withdrawn like a cancelled future.
 */
public final class BayeuxClient implements AutoCloseable, Iterable<BayeuxMessage> {
    private final AsyncBayeuxClient async;
    private final BayeuxSession session;

    BayeuxClient(AsyncBayeuxClient async, BayeuxSession session) {
        this.async = async;
        this.session = session;
    }

    /**
     * Builds a client with all defaults and opens it.
     *
     * @param url the server's Bayeux URL, such as {@code https://example.com/cometd}
     * @return an open client
     * @throws IllegalArgumentException if the URL is not absolute or not http, https, ws or wss
     * @throws dev.halley.HalleyException if it can't be opened; nothing stays running
     */
    public static BayeuxClient open(String url) {
        return builder(url).open();
    }

    /**
     * Starts to configure a client.
     *
     * @param url the server's Bayeux URL, such as {@code https://example.com/cometd}
     * @return a builder with the defaults that its methods name
     * @throws IllegalArgumentException if the URL is not absolute or not http, https, ws or wss
     */
    public static BayeuxClientBuilder builder(String url) {
        return new BayeuxClientBuilder(url);
    }

    /**
     * The same client with futures.
     *
     * @return the async face
     */
    public AsyncBayeuxClient async() {
        return async;
    }

    /**
     * Opens the session; see {@link AsyncBayeuxClient#open()}.
     *
     * @return this client
     * @throws IllegalStateException if the client is open already
     */
    public BayeuxClient open() {
        CompletableFuture<Void> opened = session.open();
        await(opened, "open", () -> session.lifeCycle().startClose());
        return this;
    }

    /** Closes the client and waits for it, at most 5 s; see {@link AsyncBayeuxClient#closeAsync()}. */
    @Override
    public void close() {
        Stages.await(session.lifeCycle().close(), "close");
    }

    /**
     * Lets handlers and requests finish, then closes the client; see {@link AsyncBayeuxClient#closeAsync(Duration)}.
     *
     * @param deadline how long to wait for them, zero or more
     * @return whether they had finished in time
     * @throws IllegalArgumentException if the deadline is negative
     */
    public boolean close(Duration deadline) {
        return Stages.await(session.lifeCycle().close(deadline), "close");
    }

    /**
     * Closes the client without telling the server, so that another one can go on with the session; see
     * {@link AsyncBayeuxClient#detach()}.
     *
     * @return the session
     * @throws dev.halley.ClosedException if there is no session
     */
    public SessionSnapshot detach() {
        return new SessionSnapshot(Stages.await(session.lifeCycle().detach(), "detach"));
    }

    /** Drops the client without telling the server, and waits for it, at most a second; see {@link AsyncBayeuxClient#abort()}. */
    public void abort() {
        Stages.await(session.lifeCycle().abort(), "abort");
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
     * Subscribes to a channel; its messages come out of {@link #receive}. See
     * {@link AsyncBayeuxClient#subscribe(String)}.
     *
     * @param channel a channel, or a pattern that ends in {@code /*} or {@code /**}
     * @return the confirmed subscription
     */
    public Subscription subscribe(String channel) {
        return subscribe(SubscriptionRequest.to(channel));
    }

    /**
     * Subscribes a handler; see {@link AsyncBayeuxClient#subscribe(String, Consumer)}.
     *
     * @param channel a channel, or a pattern that ends in {@code /*} or {@code /**}
     * @param handler gets each message, in order, on the client's executor
     * @return the confirmed subscription
     */
    public Subscription subscribe(String channel, Consumer<? super BayeuxMessage> handler) {
        return subscribe(SubscriptionRequest.to(channel).handler(handler));
    }

    /**
     * Subscribes a handler of typed payloads; see {@link AsyncBayeuxClient#subscribe(String, Class, Consumer)}.
     *
     * @param channel a channel, or a pattern that ends in {@code /*} or {@code /**}
     * @param type the payload's class
     * @param handler gets each payload; null for JSON's null
     * @param <T> the payload's type
     * @return the confirmed subscription
     */
    public <T> Subscription subscribe(String channel, Class<T> type, Consumer<? super @Nullable T> handler) {
        return subscribe(channel, TypeRef.of(type), handler);
    }

    /**
     * Subscribes a handler of typed payloads; see {@link AsyncBayeuxClient#subscribe(String, TypeRef, Consumer)}.
     *
     * @param channel a channel, or a pattern that ends in {@code /*} or {@code /**}
     * @param type the payload's type
     * @param handler gets each payload; null for JSON's null
     * @param <T> the payload's type
     * @return the confirmed subscription
     */
    public <T> Subscription subscribe(String channel, TypeRef<T> type, Consumer<? super @Nullable T> handler) {
        return subscribe(SubscriptionRequest.to(channel).handler(type, handler));
    }

    /**
     * Subscribes as a request says; see {@link AsyncBayeuxClient#subscribe(SubscriptionRequest)}.
     *
     * @param request what to subscribe to, and how
     * @return the confirmed subscription
     */
    public Subscription subscribe(SubscriptionRequest request) {
        CompletableFuture<Subscription> raw = session.subscribing().subscribe(request.wanted());
        return await(raw, "subscribe", () -> session.subscribing().withdraw(raw));
    }

    /**
     * Subscribes to several channels with one message to the server, all or none; see
     * {@link AsyncBayeuxClient#subscribe(List)}.
     *
     * @param requests what to subscribe to; may be empty
     * @return the confirmed subscriptions in the order of the requests
     */
    public List<Subscription> subscribe(List<SubscriptionRequest> requests) {
        CompletableFuture<List<Subscription>> raw = session.subscribing()
                .subscribe(requests.stream().map(SubscriptionRequest::wanted).toList());
        return await(raw, "subscribe", () -> session.subscribing().withdraw(raw));
    }

    /**
     * Subscribes to several channels with one message to the server; what they bring comes out of {@link #receive}. See
     * {@link AsyncBayeuxClient#subscribeAll}.
     *
     * @param channels channels, patterns that end in {@code /*} or {@code /**}, or templates
     * @return the confirmed subscriptions in the order of the channels
     */
    public List<Subscription> subscribeAll(Collection<String> channels) {
        return subscribe(channels.stream().map(SubscriptionRequest::to).toList());
    }

    /**
     * Takes one subscription off; see {@link AsyncBayeuxClient#unsubscribe(Subscription)}.
     *
     * @param subscription a subscription of this client
     */
    public void unsubscribe(Subscription subscription) {
        await(session.subscribing().unsubscribe(subscription), "unsubscribe");
    }

    /**
     * Takes all subscriptions of one channel off.
     *
     * @param channel the channel, pattern or template as it was subscribed; see {@link AsyncBayeuxClient#unsubscribe(String)}
     */
    public void unsubscribe(String channel) {
        await(session.subscribing().unsubscribe(SubscriptionRequest.to(channel).wanted()), "unsubscribe");
    }

    /**
     * Listens to what arrives, without telling the server; see {@link AsyncBayeuxClient#addListener}.
     *
     * @param channel a channel, or a pattern that ends in {@code /*} or {@code /**}, such as {@code /meta/*}
     * @param listener gets each message, in the order of arrival, on the client's executor
     * @return takes the listener off when closed
     */
    public ListenerHandle addListener(String channel, Consumer<? super BayeuxMessage> listener) {
        return async.addListener(channel, listener);
    }

    /**
     * Registers an object with annotated methods and waits for its subscriptions; see {@link AsyncBayeuxClient#register}.
     *
     * @param target the object
     * @return takes the object off when closed
     * @throws IllegalArgumentException if no method is annotated, or an annotation can't be obeyed
     */
    public Registration register(Object target) {
        Registered registered = new Registered(AnnotatedObject.read(target, async, this), session.subscribing());
        return await(registered.done(), "register", registered::withdraw);
    }

    /**
     * Publishes to a broadcast or service channel; see {@link AsyncBayeuxClient#publish(String, Object)}.
     *
     * @param channel a channel without wildcards
     * @param data the payload; may be null
     * @return the server's reply
     */
    public BayeuxMessage publish(String channel, @Nullable Object data) {
        CompletableFuture<BayeuxMessage> raw = session.publish(channel, data);
        return await(raw, "publish", () -> session.withdraw(raw));
    }

    /**
     * Publishes with options; see {@link AsyncBayeuxClient#publish(String, Object, PublishOptions)}.
     *
     * @param channel a channel without wildcards
     * @param data the payload; may be null
     * @param options how to publish it
     * @return the server's reply
     */
    public BayeuxMessage publish(String channel, @Nullable Object data, PublishOptions options) {
        CompletableFuture<BayeuxMessage> raw = session.publish(channel, data, options);
        return await(raw, "publish", () -> session.withdraw(raw));
    }

    /**
     * Sends together what the calling thread asks of {@link #async()} inside; see {@link AsyncBayeuxClient#batch}. The
     * blocking methods that wait for the server throw {@link IllegalStateException} in there.
     *
     * @param operations runs on the calling thread
     */
    public void batch(Runnable operations) {
        session.batch(operations);
    }

    /**
     * Asks a service and waits for its answer; see {@link AsyncBayeuxClient#call(String, Object, Duration)}.
     *
     * @param channel a channel below {@code /service/}
     * @param data the payload; may be null
     * @param timeout how long to wait for the answer
     * @return the answer
     */
    public BayeuxMessage call(String channel, @Nullable Object data, Duration timeout) {
        CompletableFuture<BayeuxMessage> raw = session.call(channel, data, timeout);
        return await(raw, "call", () -> session.withdraw(raw));
    }

    /**
     * Asks a service and waits for its answer as long as the client's request timeout.
     *
     * @param channel a channel below {@code /service/}
     * @param data the payload; may be null
     * @return the answer
     */
    public BayeuxMessage call(String channel, @Nullable Object data) {
        return call(channel, data, session.requestTimeout());
    }

    /**
     * Asks a service by its name and waits for its answer; see
     * {@link AsyncBayeuxClient#remoteCall(String, Object, Duration)}.
     *
     * @param target the channel's name below {@code /service/}
     * @param data the payload; may be null
     * @param timeout how long to wait for the answer
     * @return the answer
     */
    public BayeuxMessage remoteCall(String target, @Nullable Object data, Duration timeout) {
        return call(Channels.ofService(target), data, timeout);
    }

    /**
     * Asks a service by its name and waits for its answer as long as the client's request timeout.
     *
     * @param target the channel's name below {@code /service/}
     * @param data the payload; may be null
     * @return the answer
     */
    public BayeuxMessage remoteCall(String target, @Nullable Object data) {
        return remoteCall(target, data, session.requestTimeout());
    }

    /**
     * Waits for the next message of the client's one stream; see {@link AsyncBayeuxClient#receive()}. With
     * {@link BayeuxClientBuilder#ack acknowledgements} or {@link BayeuxClientBuilder#replay positions} a message counts as
     * processed when the thread that took it asks for the next one, or has ended. A thread that lives on and asks no more
     * leaves its last message unprocessed, also when the client is closed: it comes again where the server can, and until
     * then nothing behind it is acknowledged. For such threads there is {@link BayeuxClientBuilder#manualAck manualAck}.
     *
     * @return the message
     */
    public BayeuxMessage receive() {
        return session.take();
    }

    /**
     * Waits for the next message for a limited time. No message is lost when the time is up.
     *
     * @param timeout how long to wait; zero only looks
     * @return the message, or empty when there was none in time
     */
    public Optional<BayeuxMessage> receive(Duration timeout) {
        return session.take(timeout);
    }

    /**
     * Waits for the next message and takes what is there; see {@link AsyncBayeuxClient#receiveBatch}.
     *
     * @param max how many messages at most, more than zero
     * @param timeout how long to wait for the first one
     * @return the messages in their order; an empty list when there was none in time
     * @throws IllegalArgumentException if max is less than 1
     */
    public List<BayeuxMessage> receiveBatch(int max, Duration timeout) {
        return session.takeBatch(max, timeout);
    }

    /**
     * The messages of the client's one stream, as {@link #receive} gives them. The iteration ends when the client was
     * closed by the application and everything was read; any other end is thrown.
     *
     * @return an iterator for one thread
     */
    @Override
    public Iterator<BayeuxMessage> iterator() {
        return new Iterator<>() {
            private @Nullable BayeuxMessage next;

            @Override
            public boolean hasNext() {
                if (next == null) {
                    try {
                        next = receive();
                    } catch (ClosedException end) {
                        if (session.endedByApplication()) {
                            return false;
                        }
                        throw end;
                    }
                }
                return true;
            }

            @Override
            public BayeuxMessage next() {
                if (!hasNext() || next == null) {
                    throw new NoSuchElementException("the client is closed and everything was read");
                }
                BayeuxMessage message = next;
                next = null;
                return message;
            }
        };
    }

    /**
     * The client's one stream as a publisher; one subscriber at a time.
     *
     * @return the publisher
     */
    public Flow.Publisher<BayeuxMessage> messages() {
        return session.messages();
    }

    /**
     * What the client tells about itself; see {@link AsyncBayeuxClient#events()}.
     *
     * @return the publisher
     */
    public Flow.Publisher<ClientEvent> events() {
        return session.events();
    }

    /**
     * The connection's states; see {@link AsyncBayeuxClient#states()}.
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
     * Waits for a state of the connection; see {@link AsyncBayeuxClient#awaitState}.
     *
     * @param state the state
     * @param timeout how long to wait, zero or more
     * @return whether the client came into this state in time
     * @throws IllegalArgumentException if the timeout is negative
     */
    public boolean awaitState(ConnectionState state, Duration timeout) {
        CompletableFuture<Boolean> raw = session.lifeCycle().awaitState(state, timeout);
        return await(raw, "awaitState", () -> session.lifeCycle().withdraw(raw));
    }

    /**
     * The close of this client, whoever caused it; see {@link AsyncBayeuxClient#closed()}.
     *
     * @return completes, never with a failure, when the client has closed and released everything; at once when it is
     *     not open
     */
    public CompletableFuture<Void> closed() {
        return async.closed();
    }

    /**
     * Waits until the client has ended and its handlers have finished. Returns after {@code close()}; throws the reason
     * when the server or the reconnect policy ended it.
     */
    public void awaitEnd() {
        Stages.await(session.lifeCycle().end(), "awaitEnd");
    }

    /**
     * Waits for the client's end for a limited time.
     *
     * @param timeout how long to wait
     * @return whether the client has ended and its handlers have finished
     */
    public boolean awaitEnd(Duration timeout) {
        return Stages.await(session.lifeCycle().end(timeout), "awaitEnd");
    }

    private <T> T await(CompletableFuture<T> raw, String operation) {
        return await(raw, operation, () -> raw.cancel(false));
    }

    private <T> T await(CompletableFuture<T> raw, String operation, Runnable onInterrupt) {
        if (session.isInBatch()) {
            onInterrupt.run();
            throw new IllegalStateException(
                    operation + ": called inside of batch(), where it would wait for what is sent"
                            + " after it (expected: the method of async(), without waiting)");
        }
        return Stages.await(raw, operation, onInterrupt);
    }

    /** The client's name and state. */
    @Override
    public String toString() {
        return session.toString();
    }
}
