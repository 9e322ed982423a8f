package dev.halley.bayeux;

import java.util.List;

/** An annotated object that hears from a client; see {@link AsyncBayeuxClient#register}. Thread-safe. */
public interface Registration extends AutoCloseable {
    /**
     * What was subscribed for the object.
     *
     * @return its subscriptions, in no particular order
     */
    List<Subscription> subscriptions();

    /**
     * Takes the object off: its methods are not called any more, and the server is told of what nobody else has
     * subscribed. Does not wait for it. Idempotent.
     */
    @Override
    void close();
}
