package dev.halley.wire.netty.internal;

import dev.halley.wire.HttpCall;
import dev.halley.wire.WebSocketListener;
import dev.halley.wire.WireException;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One WebSocket from the attempt to its end. On its loop. */
final class Socket implements HttpCall, ClientWire.Live, Dial.Outcome {
    private final ClientWire wire;
    private final Engine engine;
    private final WebSocketListener listener;
    private final Loop loop;

    // On the loop.

    /** Until the answer is there: what was asked is a kilobyte, and a connection may stay for days. */
    private @Nullable UpgradeLines asked;

    private @Nullable Dial dial;
    private @Nullable SocketChannel channel;
    private @Nullable Frames open;
    private boolean failed;

    Socket(ClientWire wire, Engine engine, UpgradeLines lines, WebSocketListener listener) {
        this.wire = wire;
        this.engine = engine;
        this.asked = lines;
        this.listener = listener;
        this.loop = engine.nextLoop();
    }

    /** Any thread. */
    void start() {
        loop.execute(() -> {
            UpgradeLines lines = asked;
            if (!failed && lines != null) {
                dial = new Dial(engine, loop, lines.route(), this);
                dial.start();
            }
        });
    }

    @Override
    public void connected(SocketChannel made) {
        dial = null;
        channel = made;
        UpgradeLines lines = Objects.requireNonNull(asked, "connected twice");
        asked = null;
        Upgrade[] upgrade = new Upgrade[1];
        upgrade[0] = new Upgrade(lines, new Upgrade.Outcome() {
            @Override
            public void upgraded(HttpResponse reply) {
                Socket.this.upgraded(made, upgrade[0], lines, reply);
            }

            @Override
            public void failed(WireException failure) {
                Socket.this.failed(failure);
            }
        });
        upgrade[0].start(made);
    }

    private void upgraded(SocketChannel made, Upgrade upgrade, UpgradeLines lines, HttpResponse reply) {
        boolean compresses = !UpgradeLines.extensions(reply).isEmpty();
        Frames frames =
                new Frames(made, loop, listener, compresses ? new MessageInflater() : null, () -> wire.ended(this));
        // From here on there is demand, or nothing is read.
        made.config().setAutoRead(false);
        open = frames;
        upgrade.giveWay(made, frames);
        frames.open(
                new SocketLink(frames, compresses ? lines.compressFrom() : NettyWireProvider.NEVER),
                Failures.headers(reply.headers()));
    }

    @Override
    public void failed(WireException failure) {
        if (failed || open != null) {
            return;
        }
        failed = true;
        wire.ended(this);
        if (dial != null) {
            dial.cancel();
        }
        if (channel != null) {
            Quietly.close(channel);
        }
        try {
            listener.onFailure(failure);
        } catch (Throwable thrown) {
            Callbacks.report("A WebSocket listener threw while it was told of a failure", thrown);
        }
    }

    @Override
    public void abort() {
        loop.execute(() -> failed(Failures.aborted("aborted")));
    }

    @Override
    public void shutDown() {
        loop.execute(() -> {
            if (open == null) {
                failed(Failures.aborted("aborted"));
            } else {
                open.fail(Failures.aborted("aborted"));
            }
        });
    }
}
