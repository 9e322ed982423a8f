package dev.halley.cli;

import dev.halley.bayeux.BayeuxMessage;
import dev.halley.internal.json.JsonValues;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says once which of the wanted extensions the server does not have. Hears the replies to handshakes; any thread. */
final class MissingExtensions implements Consumer<BayeuxMessage> {
    private final Console console;
    private final boolean ack;
    private final boolean replay;
    private final AtomicBoolean told = new AtomicBoolean();

    /**
     * @param ack whether acknowledgements are wanted
     * @param replay whether positions are
     */
    MissingExtensions(Console console, boolean ack, boolean replay) {
        this.console = console;
        this.ack = ack;
        this.replay = replay;
    }

    @Override
    public void accept(BayeuxMessage reply) {
        if (!reply.isSuccessful() || told.getAndSet(true)) {
            return;
        }
        Object ext = JsonValues.parse(reply.json()) instanceof Map<?, ?> fields ? fields.get("ext") : null;
        if (ack && !has(ext, "ack")) {
            console.note("the server has no acknowledge extension, so --ack changes nothing");
        }
        if (replay && !has(ext, "replay")) {
            console.note("the server does not replay, so --replay and --positions change nothing");
        }
    }

    private static boolean has(@Nullable Object ext, String name) {
        Object value = ext instanceof Map<?, ?> fields ? fields.get(name) : null;
        return value != null && !Boolean.FALSE.equals(value);
    }
}
