package dev.halley.bayeux;

import dev.halley.ListenerHandle;
import dev.halley.bayeux.internal.annotation.AnnotatedObject;
import dev.halley.bayeux.internal.session.Subscribing;
import dev.halley.internal.loop.Stages;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An annotated object on its way to its subscriptions, and off again. Any thread. */
final class Registered implements Registration {
    private final Subscribing subscribing;
    private final List<ListenerHandle> listeners;
    private final CompletableFuture<List<Subscription>> subscribed;

    Registered(AnnotatedObject object, Subscribing subscribing) {
        object.listeners().forEach(subscribing::checkListener);
        object.subscriptions().forEach(subscribing::check);
        object.inject();
        this.subscribing = subscribing;
        this.listeners = object.listeners().stream().map(subscribing::listen).toList();
        // listeners need no open client
        this.subscribed = object.subscriptions().isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : subscribing.subscribe(object.subscriptions());
    }

    /** Completes with this when everything is subscribed; when that fails, nothing is left. */
    CompletableFuture<Registration> done() {
        CompletableFuture<Registration> raw = new CompletableFuture<>();
        Stages.ignore(subscribed.whenComplete((subscriptions, failure) -> {
            if (failure != null) {
                listeners.forEach(ListenerHandle::close);
            }
            Stages.settle(raw, this, failure);
        }));
        return raw;
    }

    /** The caller does not wait for it any more. */
    void withdraw() {
        subscribing.withdraw(subscribed);
        close();
    }

    @Override
    public List<Subscription> subscriptions() {
        return subscribed.isCompletedExceptionally() ? List.of() : subscribed.getNow(List.of());
    }

    @Override
    public void close() {
        listeners.forEach(ListenerHandle::close);
        subscriptions().forEach(each -> Stages.ignore(subscribing.unsubscribe(each)));
    }

    @Override
    public String toString() {
        return "Registration" + subscriptions();
    }
}
