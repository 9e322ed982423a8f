package dev.halley.socketio.internal.dispatch;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletionStage;

/** Stages as other libraries may make them. */
final class ForeignStage {
    private ForeignStage() {}

    /** One that can't be waited for: every method throws. */
    static CompletionStage<?> unusable() {
        return (CompletionStage<?>) Proxy.newProxyInstance(
                ForeignStage.class.getClassLoader(), new Class<?>[] {CompletionStage.class}, (proxy, method, args) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
