package dev.halley.socketio.internal.dispatch;

import dev.halley.ClientEvent;
import dev.halley.ClientEvent.DropReason;
import dev.halley.Overflow;
import dev.halley.OverflowException;
import dev.halley.internal.delivery.Backlog;
import dev.halley.internal.delivery.Completion;
import dev.halley.internal.delivery.DeliveryLimits;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.json.JsonCodecLoader;
import dev.halley.internal.loop.SerialContext;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import dev.halley.socketio.internal.session.AckReply;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.PacketParser;
import dev.halley.socketio.parser.ParserSettings;
import dev.halley.testkit.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Dispatch in virtual time without a session: packets in, calls of handlers and acknowledgements out. */
final class DispatchFixture {
    private static final JsonCodec CODEC = JsonCodecLoader.defaultCodec();

    final VirtualTime time = new VirtualTime();
    final SerialContext context = new SerialContext(time.kernel(), failure -> {
        throw new AssertionError(failure);
    });
    final List<ClientEvent> events = new ArrayList<>();
    final List<String> acks = new ArrayList<>();
    final List<String> completions = new ArrayList<>();
    final Backlog backlog;
    final Handlers handlers;
    /** Whether the client's executor takes no tasks. */
    boolean refusing;

    DispatchFixture() {
        this(1);
    }

    DispatchFixture(int concurrency) {
        this(concurrency, new DeliveryLimits(100, 1 << 20, Overflow.PAUSE));
    }

    DispatchFixture(int concurrency, DeliveryLimits limits) {
        backlog = new Backlog(limits, context, this::execute, new Told());
        handlers = new Handlers(
                context,
                this::execute,
                backlog,
                events::add,
                concurrency,
                null,
                time.kernel().time());
    }

    private void execute(Runnable task) {
        if (refusing) {
            throw new RejectedExecutionException("refused");
        }
        time.kernel().handlers().execute(task);
    }

    /** Adds a function as the client does. */
    Handler on(String namespace, String event, Handler.Call call) {
        return handlers.table().add(Handler.of(namespace, event, false, call));
    }

    /** One read that brings some packets, and everything that follows from it. */
    void receive(String... packets) {
        context.execute(() -> {
            for (String packet : packets) {
                event(packet);
            }
            handlers.readComplete();
        });
        time.runPending();
    }

    private void event(String text) {
        Packet packet = Objects.requireNonNull(
                PacketParser.json().decoder(ParserSettings.of(CODEC)).text(text.toCharArray(), 0, text.length()));
        handlers.event(packet, packet.id() < 0 ? null : new Reply(packet.id()), new Completion() {
            @Override
            public void processed() {
                completions.add(packet.event() + " processed");
            }

            @Override
            public void dropped(DropReason reason) {
                completions.add(packet.event() + " dropped " + reason);
            }
        });
    }

    void inContext(Runnable task) {
        context.execute(task);
        time.runPending();
    }

    private final class Reply implements AckReply {
        private final long id;
        private boolean sent;

        Reply(long id) {
            this.id = id;
        }

        @Override
        public boolean send(List<? extends @Nullable Object> args) {
            if (args.contains(this)) {
                throw new JsonException("not encodable", null);
            }
            boolean first = !sent;
            if (first) {
                sent = true;
                acks.add(id + " " + args);
            }
            return first;
        }

        @Override
        public boolean isSent() {
            return sent;
        }
    }

    private final class Told implements Backlog.Listener {
        @Override
        public void pressureChanged(Pressure now) {
            // the session's business
        }

        @Override
        public void dropped(String scope, long count, DropReason reason) {
            events.add(new ClientEvent.Dropped(scope, count, reason));
        }

        @Override
        public void overflowed(String scope) {
            events.add(new ClientEvent.HandlerFailed(scope, new OverflowException(scope, null)));
        }

        @Override
        public void handlerFailed(String scope, Throwable cause) {
            events.add(new ClientEvent.HandlerFailed(scope, cause));
        }
    }
}
