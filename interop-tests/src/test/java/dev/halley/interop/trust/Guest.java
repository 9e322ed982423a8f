package dev.halley.interop.trust;

import dev.halley.ClientEvent;
import dev.halley.ExponentialBackoff;
import dev.halley.ReconnectPolicy;
import dev.halley.interop.Await;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** A client of either protocol, as far as it matters here. */
interface Guest extends AutoCloseable {
    /** Tries again at once, and three times. */
    static ReconnectPolicy threeTimes() {
        return eager().maxAttempts(3);
    }

    static ExponentialBackoff eager() {
        return ReconnectPolicy.exponentialBackoff()
                .initialDelay(Duration.ofMillis(30))
                .maxDelay(Duration.ofMillis(100));
    }

    void open();

    /** Without waiting for it. */
    void beginToOpen();

    /** Something that only works with a connection in order. */
    void echo();

    /** What the client told of itself. */
    List<ClientEvent> events();

    default <T extends ClientEvent> List<T> events(Class<T> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    default <T extends ClientEvent> T await(Class<T> type, Predicate<? super T> which) {
        Await.until(
                Await.SOON,
                () -> type.getSimpleName() + " among " + events(),
                () -> events(type).stream().anyMatch(which));
        return events(type).stream().filter(which).findFirst().orElseThrow();
    }

    @Override
    void close();
}
