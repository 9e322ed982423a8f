package dev.halley.interop;

import dev.halley.ClosedException;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.Subscription;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A client, used in one of three ways, so that a scenario is written once. Every wait is bounded. */
abstract class FaceClient implements AutoCloseable {
    final BayeuxClient client;
    final Events events;

    FaceClient(BayeuxClient client) {
        this.client = client;
        this.events = Events.of(client);
    }

    abstract FaceClient open();

    abstract Subscription subscribe(String channel);

    abstract Subscription subscribe(String channel, Consumer<? super BayeuxMessage> handler);

    abstract <T> Subscription subscribe(String channel, Class<T> type, Consumer<? super T> handler);

    abstract void unsubscribe(String channel);

    abstract BayeuxMessage publish(String channel, Object data);

    abstract BayeuxMessage call(String channel, Object data, Duration timeout);

    /** The next message of the stream, if there is one in time. */
    abstract Optional<BayeuxMessage> receive(Duration limit);

    final BayeuxMessage receive() {
        return receive(Await.SOON).orElseThrow(() -> new AssertionError("no message within " + Await.SOON));
    }

    @Override
    public abstract void close();

    static FaceClient unopened(Face face, BayeuxClientBuilder builder) {
        return switch (face) {
            case BLOCKING -> new Blocking(builder.build());
            case ASYNC -> new Async(builder.buildAsync());
            case FLOW -> new Reactive(builder.buildAsync());
        };
    }

    private static final class Blocking extends FaceClient {
        Blocking(BayeuxClient client) {
            super(client);
        }

        @Override
        FaceClient open() {
            client.open();
            return this;
        }

        @Override
        Subscription subscribe(String channel) {
            return client.subscribe(channel);
        }

        @Override
        Subscription subscribe(String channel, Consumer<? super BayeuxMessage> handler) {
            return client.subscribe(channel, handler);
        }

        @Override
        <T> Subscription subscribe(String channel, Class<T> type, Consumer<? super T> handler) {
            return client.subscribe(channel, type, handler);
        }

        @Override
        void unsubscribe(String channel) {
            client.unsubscribe(channel);
        }

        @Override
        BayeuxMessage publish(String channel, Object data) {
            return client.publish(channel, data);
        }

        @Override
        BayeuxMessage call(String channel, Object data, Duration timeout) {
            return client.call(channel, data, timeout);
        }

        @Override
        Optional<BayeuxMessage> receive(Duration limit) {
            return client.receive(limit);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private static class Async extends FaceClient {
        final AsyncBayeuxClient async;

        Async(AsyncBayeuxClient async) {
            super(async.blocking());
            this.async = async;
        }

        @Override
        FaceClient open() {
            Await.value(async.open(), "open");
            return this;
        }

        @Override
        Subscription subscribe(String channel) {
            return Await.value(async.subscribe(channel), "subscribe");
        }

        @Override
        Subscription subscribe(String channel, Consumer<? super BayeuxMessage> handler) {
            return Await.value(async.subscribe(channel, handler), "subscribe");
        }

        @Override
        <T> Subscription subscribe(String channel, Class<T> type, Consumer<? super T> handler) {
            return Await.value(async.subscribe(channel, type, handler), "subscribe");
        }

        @Override
        void unsubscribe(String channel) {
            Await.value(async.unsubscribe(channel), "unsubscribe");
        }

        @Override
        BayeuxMessage publish(String channel, Object data) {
            return Await.value(async.publish(channel, data), "publish");
        }

        @Override
        BayeuxMessage call(String channel, Object data, Duration timeout) {
            return Await.value(async.call(channel, data, timeout), "call");
        }

        @Override
        Optional<BayeuxMessage> receive(Duration limit) {
            CompletableFuture<BayeuxMessage> next = async.receive();
            try {
                return Optional.of(next.get(limit.toNanos(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                // a message that came in the last moment is in the future
                return next.cancel(false) ? Optional.empty() : Optional.of(Await.value(next, "receive"));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new AssertionError("receive failed", e.getCause());
            } catch (InterruptedException e) {
                throw Await.interrupted("receive", e);
            }
        }

        @Override
        public void close() {
            Await.value(async.closeAsync(), "close");
        }
    }

    private static final class Reactive extends Async {
        private MessageSubscriber subscriber = new MessageSubscriber();

        Reactive(AsyncBayeuxClient async) {
            super(async);
        }

        @Override
        FaceClient open() {
            super.open();
            subscriber = new MessageSubscriber();
            return this;
        }

        @Override
        Subscription subscribe(String channel) {
            Subscription subscription = super.subscribe(channel);
            subscriber.subscribeOnce(async.messages());
            return subscription;
        }

        /** Ends as {@code receive} of the other faces does. */
        @Override
        Optional<BayeuxMessage> receive(Duration limit) {
            subscriber.subscribeOnce(async.messages());
            return subscriber.next(limit, () -> new ClosedException("the publisher completed", null));
        }
    }
}
