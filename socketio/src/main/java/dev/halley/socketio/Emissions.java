package dev.halley.socketio;

import dev.halley.internal.loop.Stages;
import dev.halley.socketio.internal.client.ClientCore;
import dev.halley.socketio.internal.session.Emission;
import dev.halley.socketio.internal.session.Emission.WhenOffline;
import dev.halley.socketio.internal.session.SessionSettings;
import dev.halley.socketio.internal.session.SocketIoSession.Asked;
import dev.halley.socketio.parser.PacketData;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Turns what the application wants to emit into what the session takes. Any thread. */
final class Emissions {
    /** Names that the protocol, or the JavaScript API, keeps for itself (S5-06). */
    private static final Set<String> RESERVED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private Emissions() {}

    /** Ends when it was taken, or waits for the connection. */
    static CompletableFuture<Void> offer(
            ClientCore core, String namespace, EmitOptions options, String event, @Nullable Object @Nullable [] args) {
        Emission emission = emission(namespace, options, event, args, ackTimeout(core, options));
        CompletableFuture<Void> raw = options.onAck().isEmpty()
                ? core.session().offer(emission)
                : acknowledged(core, options, emission).taken();
        core.observed("emit", namespace, raw);
        return raw;
    }

    /** Ends when it was taken. */
    static CompletableFuture<Void> emit(
            ClientCore core, String namespace, EmitOptions options, String event, @Nullable Object @Nullable [] args) {
        Emission emission = emission(namespace, options, event, args, ackTimeout(core, options));
        CompletableFuture<Void> raw = options.onAck().isEmpty()
                ? core.session().emit(emission)
                : acknowledged(core, options, emission).written();
        core.observed("emit", namespace, raw);
        return raw;
    }

    /** The client's own is for what asks for an acknowledgement; what is sent again has it for each try. */
    private static @Nullable Duration ackTimeout(ClientCore core, EmitOptions options) {
        SessionSettings settings = core.session().settings();
        boolean awaits = options.onAck().isPresent() && options.retries().orElse(settings.retries()) == 0;
        return options.timeout().orElse(awaits ? settings.ackTimeout() : null);
    }

    private static Asked acknowledged(ClientCore core, EmitOptions options, Emission emission) {
        BiConsumer<? super @Nullable Args, ? super @Nullable Throwable> callback =
                options.onAck().orElseThrow();
        Asked asked = core.session().ask(emission);
        CompletableFuture<PacketData> ack = core.session().expose(asked.reply(), () -> {});
        Stages.ignore(ack.whenComplete((data, failure) -> {
            if (failure != null && options.isAckOnly()) {
                // what was not written, its caller knows
                if (!asked.written().isCompletedExceptionally()) {
                    core.unconfirmed(emission.namespace(), emission.event(), failure);
                }
                return;
            }
            try {
                callback.accept(data == null ? null : Args.from(data), failure);
            } catch (Throwable thrown) {
                core.handlerFailed(emission.namespace(), thrown);
            }
        }));
        return asked;
    }

    /** Ends with the acknowledgement. */
    static CompletableFuture<PacketData> call(
            ClientCore core, String namespace, EmitOptions options, String event, @Nullable Object @Nullable [] args) {
        CompletableFuture<PacketData> raw = core.session().call(called(core, namespace, options, event, args));
        core.observed("call", namespace, raw);
        return raw;
    }

    /** With the client's time to wait, unless it is sent again and so has the time of each try. */
    private static Emission called(
            ClientCore core, String namespace, EmitOptions options, String event, @Nullable Object @Nullable [] args) {
        int retries = options.retries().orElse(core.session().settings().retries());
        Duration timeout = options.timeout().orElse(retries > 0 ? null : core.callTimeout());
        return emission(namespace, options, event, args, timeout);
    }

    private static Emission emission(
            String namespace,
            EmitOptions options,
            String event,
            @Nullable Object @Nullable [] args,
            @Nullable Duration timeout) {
        Objects.requireNonNull(event, "event");
        if (RESERVED.contains(event)) {
            throw new IllegalArgumentException("event: " + event
                    + " (expected: a name of the application's own; this one belongs to the protocol)");
        }
        return new Emission(
                namespace,
                event,
                list(args),
                options.isCompress(),
                options.isVolatile(),
                WhenOffline.valueOf(options.whileOffline().name()),
                options.ttl().orElse(null),
                timeout,
                options.retries().orElse(-1),
                options.isDedupId());
    }

    /** {@code emit("e", null)} is what people write for one null. */
    static List<@Nullable Object> list(@Nullable Object @Nullable [] args) {
        return args == null ? Collections.singletonList(null) : Arrays.asList(args);
    }
}
