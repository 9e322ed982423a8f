package dev.halley.bayeux;

import dev.halley.TypeRef;
import dev.halley.json.JsonException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decodes the payloads of a batch on the way to its handler. On the client's executor. */
final class Payloads {
    private Payloads() {}

    static <T> void decode(List<BayeuxMessage> messages, TypeRef<T> type, Consumer<? super List<@Nullable T>> handler) {
        List<@Nullable T> payloads = new ArrayList<>(messages.size());
        JsonException misfit = null;
        for (BayeuxMessage message : messages) {
            try {
                payloads.add(message.data(type));
            } catch (JsonException e) {
                if (misfit == null) {
                    misfit = e;
                } else {
                    misfit.addSuppressed(e);
                }
            }
        }
        if (!payloads.isEmpty()) {
            handler.accept(Collections.unmodifiableList(payloads));
        }
        if (misfit != null) {
            throw misfit;
        }
    }
}
