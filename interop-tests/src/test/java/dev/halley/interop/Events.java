package dev.halley.interop;

import dev.halley.ClientEvent;
import dev.halley.bayeux.BayeuxClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** What a client told about itself. */
final class Events {
    private final List<ClientEvent> all = new CopyOnWriteArrayList<>();

    private Events() {}

    static Events of(BayeuxClient client) {
        Events events = new Events();
        // the listener stays as long as the client
        var unused = client.onEvent(events::add);
        return events;
    }

    private synchronized void add(ClientEvent event) {
        all.add(event);
        notifyAll();
    }

    List<ClientEvent> all() {
        return List.copyOf(all);
    }

    <T extends ClientEvent> List<T> of(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends ClientEvent> T await(Class<T> type) {
        return await(type, event -> true);
    }

    <T extends ClientEvent> T await(Class<T> type, Predicate<? super T> which) {
        return await(type, which, Await.SOON);
    }

    /** The first such event, past ones included. */
    synchronized <T extends ClientEvent> T await(Class<T> type, Predicate<? super T> which, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            for (T event : of(type)) {
                if (which.test(event)) {
                    return event;
                }
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("no such " + type.getSimpleName() + " within " + limit + ", but " + all);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw Await.interrupted(type.getSimpleName(), e);
            }
        }
    }
}
