package dev.halley.bayeux.internal.annotation;

import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClient;
import org.jspecify.annotations.Nullable;

/** Which face of the client fits a field or parameter. */
final class Clients {
    static final String EXPECTED = "@Session with a BayeuxClient or AsyncBayeuxClient";

    private Clients() {}

    static @Nullable Object of(Class<?> type, AsyncBayeuxClient async, BayeuxClient blocking) {
        return type == BayeuxClient.class ? blocking : type == AsyncBayeuxClient.class ? async : null;
    }
}
