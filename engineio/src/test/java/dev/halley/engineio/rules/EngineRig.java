package dev.halley.engineio.rules;

import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.internal.session.Engine;
import dev.halley.engineio.internal.session.EngineListener;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.engineio.internal.session.EngineSettings;
import dev.halley.engineio.internal.session.EngineTarget;
import dev.halley.internal.http.CookieJar;
import dev.halley.internal.http.HttpAgent;
import dev.halley.internal.http.HttpSettings;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.observe.ClientLog;
import dev.halley.internal.observe.NoLogger;
import dev.halley.testkit.VirtualTime;
import dev.halley.wire.Headers;
import dev.halley.wire.Wire;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An engine in virtual time, and what it tells of its session. */
abstract class EngineRig implements EngineListener {
    final VirtualTime time;
    final SerialContext context;
    final Engine engine;
    final List<EngineEvent> events = new ArrayList<>();
    EngineSession session;
    EngineHandshake handshake;
    EngineClose close;

    EngineRig(VirtualTime time, Wire wire, boolean wantsPackets) {
        this.time = time;
        this.context = new SerialContext(time.kernel(), failure -> {
            throw new AssertionError("thrown in the context", failure);
        });
        HttpSettings http = new HttpSettings(
                Headers.empty().plus("X-All", "yes"),
                null,
                false,
                1 << 26,
                1 << 24,
                Duration.ofSeconds(20),
                EngineSettings.WORDING);
        HttpAgent agent = new HttpAgent(
                wire,
                http,
                new CookieJar(time.kernel().time()),
                time.kernel(),
                time.kernel().handlers());
        this.engine = new Engine(new EngineSettings(
                agent,
                context,
                time.kernel().time(),
                new ClientLog("test", new NoLogger(), null),
                EngineSettings.WORDING,
                Duration.ofSeconds(5),
                wantsPackets));
    }

    final void begin(String url, Headers headers, EngineOptions options) {
        inContext(() -> session = engine.connect(new EngineTarget(URI.create(url), headers, options), this));
    }

    final CompletableFuture<Void> sendGroup(List<Object> messages, boolean compress) {
        CompletableFuture<CompletableFuture<Void>> sent = new CompletableFuture<>();
        inContext(() -> sent.complete(session.send(messages, compress)));
        return sent.join();
    }

    final void inContext(Runnable task) {
        context.execute(task);
        time.runPending();
    }

    @Override
    public void onOpen(EngineHandshake agreed) {
        handshake = agreed;
    }

    @Override
    public final void onEvent(EngineEvent event) {
        events.add(event);
    }

    @Override
    public void onClosed(EngineClose why) {
        close = why;
    }
}
