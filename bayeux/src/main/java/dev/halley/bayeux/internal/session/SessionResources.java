package dev.halley.bayeux.internal.session;

import dev.halley.HalleyException;
import dev.halley.WireTap;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.extension.ExtensionPipeline;
import dev.halley.bayeux.internal.transport.Endpoint;
import dev.halley.bayeux.internal.transport.IncomingStage;
import dev.halley.bayeux.internal.transport.LongPollingTransport;
import dev.halley.bayeux.internal.transport.Transport;
import dev.halley.bayeux.internal.transport.TransportContext;
import dev.halley.bayeux.internal.transport.WebSocketTransport;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.http.CookieJar;
import dev.halley.internal.http.HttpAgent;
import dev.halley.internal.http.Tap;
import dev.halley.internal.loop.Residence;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.observe.Observers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one {@code open()} holds until its end: the wire, the cookies, the transports. Serial context. */
final class SessionResources {
    private final BayeuxConfig config;
    private final HttpAgent agent;
    private final SerialContext serial;
    private final Supplier<@Nullable String> clientId;
    private final LongSupplier epoch;
    private final Transport.Listener listener;
    private final Map<Endpoint, Transport> transports = new LinkedHashMap<>();
    private final CookieJar cookies;
    private @Nullable Transport former;
    private final ExtensionPipeline extensions;
    private final @Nullable IncomingStage incoming;
    private final Residence.Stay stay;
    private boolean held = true;
    private Pressure pressure = Pressure.NONE;
    /** Whether so much waits for the extensions that nothing more is read, nor asked for. */
    private boolean full;

    SessionResources(
            BayeuxConfig config,
            SerialContext serial,
            Supplier<@Nullable String> clientId,
            LongSupplier epoch,
            LongSupplier link,
            SessionRunner.Owner owner) {
        this.config = config;
        this.extensions = new ExtensionPipeline(
                config.extensions(), serial, config.kernel().time(), config.executor(), config.codec());
        this.incoming = extensions.looksAtIncoming()
                ? new IncomingStage(extensions, owner, link, owner::raise, this::full)
                : null;
        this.listener = incoming == null ? owner : incoming;
        this.cookies = config.cookieJars().get();
        this.agent = new HttpAgent(
                config.wire().open(config.wireSettings()),
                config.http(),
                cookies,
                config.kernel(),
                config.executor(),
                tap(config, serial, clientId, owner.observers()));
        this.serial = serial;
        this.clientId = clientId;
        this.epoch = epoch;
        this.stay = config.residence().begin(config.name(), owner::closeAtExit);
    }

    private static @Nullable Tap tap(
            BayeuxConfig config,
            SerialContext serial,
            Supplier<@Nullable String> clientId,
            @Nullable Observers observers) {
        WireTap tap = config.wireTap();
        return tap == null && observers == null
                ? null
                : new Tap(tap, observers, serial, config.kernel().time(), clientId, config.log());
    }

    Transport transport(Endpoint endpoint) {
        return transports.computeIfAbsent(endpoint, this::create);
    }

    private Transport create(Endpoint endpoint) {
        TransportContext context = new TransportContext(
                endpoint.url(),
                agent,
                serial,
                config.kernel().time(),
                config.codec(),
                extensions,
                config.publishing().maxBatchSize(),
                clientId,
                epoch);
        Transport transport = switch (endpoint.type()) {
            case WEBSOCKET -> new WebSocketTransport(context, listener);
            case LONG_POLLING ->
                new LongPollingTransport(context, config.http().wording(), config.appendMessageType(), listener);
        };
        adjust(transport);
        return transport;
    }

    boolean isHeld() {
        return held;
    }

    /**
     * Where requests go: after a change of transport within a session over the former one until it has nothing left, so
     * that nothing overtakes (P59).
     */
    Transport forRequests(Endpoint current) {
        if (former != null && !former.isIdle()) {
            return former;
        }
        former = null;
        return transport(current);
    }

    /** The session goes on over another transport than this. */
    void switched(Endpoint from) {
        former = transports.get(from);
    }

    CookieJar cookies() {
        return cookies;
    }

    boolean withdraw(String id) {
        return transports.values().stream().anyMatch(transport -> transport.withdraw(id));
    }

    void failUnwritten(HalleyException cause) {
        transports.values().forEach(transport -> transport.failUnwritten(cause));
    }

    void renewed() {
        transports.values().forEach(Transport::renewed);
    }

    /** Closes the sockets that are not in use any more. */
    void tidy(Endpoint current) {
        transports.entrySet().removeIf(each -> {
            boolean left = !each.getKey().equals(current)
                    && each.getKey().type() == ConnectionType.WEBSOCKET
                    && each.getValue().isIdle();
            if (left) {
                Stages.ignore(each.getValue().close());
            }
            return left;
        });
    }

    private void adjust(Transport transport) {
        transport.hold(held || full);
        transport.pressure(full ? Pressure.HARD : pressure);
    }

    void hold(boolean on) {
        held = on;
        if (on) {
            former = null;
        }
        transports.values().forEach(this::adjust);
    }

    /** Holds back what is sent meanwhile, without giving up the order in which it goes out. */
    void gather(boolean on) {
        held = on;
        transports.values().forEach(this::adjust);
    }

    void pressure(Pressure now) {
        pressure = now;
        transports.values().forEach(this::adjust);
    }

    private void full(boolean now) {
        full = now;
        transports.values().forEach(this::adjust);
    }

    /** Gives up the handshake or connect that is on its way, over whichever transport. */
    void abandonControl() {
        transports.values().forEach(Transport::abandonControl);
    }

    /** A disconnect waits for nothing that was sent before it. */
    void hurry() {
        transports.values().forEach(Transport::hurry);
    }

    /** Before {@link #release}, which then has nothing to wait for. */
    void cut() {
        transports.values().forEach(Transport::cut);
    }

    /** Completes when nothing is left, within a second. */
    CompletableFuture<Void> release() {
        CompletableFuture<?>[] closing =
                transports.values().stream().map(Transport::close).toArray(CompletableFuture[]::new);
        extensions.close();
        if (incoming != null) {
            incoming.close();
        }
        return CompletableFuture.allOf(closing).whenComplete((done, failure) -> {
            agent.close();
            stay.end();
        });
    }
}
