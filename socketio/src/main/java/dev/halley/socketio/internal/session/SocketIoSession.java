package dev.halley.socketio.internal.session;

import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.engineio.EngineTransport;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.SharedHandOver;
import dev.halley.internal.loop.Stages;
import dev.halley.socketio.internal.session.PendingEmit.Awaits;
import dev.halley.socketio.parser.PacketData;
import dev.halley.socketio.parser.PacketEncoder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One client: the operations that all faces share, each as a raw future that ends in the serial context. Any thread may
 * call; everything is handed to the context.
 */
public final class SocketIoSession {
    private final SessionSetup setup;
    private final PacketEncoder encoder;
    private final SessionCore core;
    private final SharedHandOver ends;

    private volatile SessionSettings settings;

    /** A client that is not connected. */
    public SocketIoSession(SessionSetup setup, Dispatcher dispatcher) {
        this.setup = setup;
        this.ends = new SharedHandOver(setup.executor());
        this.settings = setup.settings();
        this.core = new SessionCore(setup, dispatcher, () -> settings);
        this.encoder = core.outlet().encoder();
    }

    /** For tests: what is remembered of the client. */
    SessionCore core() {
        return core;
    }

    /** For the application: dependents run on its executor. */
    public <T> CompletableFuture<T> expose(CompletableFuture<T> raw, Runnable onCancel) {
        return Stages.expose(raw, setup.executor(), ends, onCancel);
    }

    /**
     * The same for what is made of a raw future's value, on the application's executor.
     *
     * @param map makes the application's value; what it throws is the end of the stage
     */
    public <T, R> CompletableFuture<R> expose(
            CompletableFuture<T> raw, Function<? super T, ? extends R> map, Runnable onCancel) {
        return Stages.expose(raw, setup.executor(), ends, map, onCancel);
    }

    // ---- connections

    /**
     * Connects and joins.
     *
     * @return fails with {@link IllegalStateException} if it is connected, or connecting, already
     */
    public CompletableFuture<Void> connect(ConnectRequest request) {
        return connect(request, () -> {});
    }

    /**
     * The same.
     *
     * @param accepted is run in the context before anything else happens, unless it is connected already
     */
    public CompletableFuture<Void> connect(ConnectRequest request, Runnable accepted) {
        CompletableFuture<Void> raw = new CompletableFuture<>();
        setup.context().execute(() -> core.connect(request, accepted, raw));
        return raw;
    }

    /** Joins one more namespace, or one that was refused or left. */
    public CompletableFuture<Void> join(String namespace) {
        CompletableFuture<Void> raw = new CompletableFuture<>();
        setup.context().execute(() -> core.join(namespace, raw));
        return raw;
    }

    /** Leaves all namespaces, writes what was given to the engine, and ends; also while it reconnects. */
    public CompletableFuture<Void> disconnect() {
        return inContext(core::disconnect);
    }

    /** Leaves one namespace; with the last one the client ends. */
    public CompletableFuture<Void> disconnect(String namespace) {
        return inContext(() -> core.leave(namespace));
    }

    /** Ends at once, without a goodbye. */
    public CompletableFuture<Void> abort() {
        return inContext(core::abort);
    }

    private CompletableFuture<Void> inContext(Supplier<CompletableFuture<Void>> operation) {
        CompletableFuture<Void> raw = new CompletableFuture<>();
        setup.context()
                .execute(() -> Stages.ignore(
                        operation.get().whenComplete((done, failure) -> Stages.settle(raw, null, failure))));
        return raw;
    }

    /** The client can't go on; in the context. */
    public void fail(HalleyException reason) {
        core.link().step(new LinkEvent.Leave(reason));
    }

    /** Tries again now, where it waits for the next attempt. */
    public void reconnectNow() {
        setup.context().execute(() -> core.link().step(new LinkEvent.ReconnectNow()));
    }

    /** The network is known to be gone: gives the connection up and reconnects. */
    public void networkLost() {
        setup.context()
                .execute(() -> core.link()
                        .step(new LinkEvent.NetworkLost(new ConnectionException(
                                "the application says that the network is gone",
                                ConnectionException.Details.NONE,
                                null))));
    }

    /** Ends when the client does; fails with the reason when not the application ended it. May be withdrawn. */
    public CompletableFuture<Void> end() {
        CompletableFuture<Void> raw = new CompletableFuture<>();
        setup.context().execute(() -> core.end().await(raw));
        return raw;
    }

    // ---- what goes out

    /**
     * Emits.
     *
     * @return completes when the wire took it, or when it was dropped as it was allowed to be; may be withdrawn
     * @throws dev.halley.json.JsonException if an argument can't be encoded
     */
    public CompletableFuture<Void> emit(Emission emission) {
        return Objects.requireNonNull(submit(emission, Awaits.WRITTEN).written());
    }

    /** The same, and completes also when it waits for the connection or for its turn. */
    public CompletableFuture<Void> offer(Emission emission) {
        return Objects.requireNonNull(submit(emission, Awaits.TAKEN).taken());
    }

    /** Emits, and completes with the arguments of the acknowledgement; may be withdrawn. */
    public CompletableFuture<PacketData> call(Emission emission) {
        return Objects.requireNonNull(submit(emission, Awaits.REPLY).reply());
    }

    /** Emits and asks for the acknowledgement, for whoever wants to hear of each step; each may be withdrawn. */
    public Asked ask(Emission emission) {
        PendingEmit emit = submit(emission, Awaits.ALL);
        return new Asked(
                Objects.requireNonNull(emit.written()),
                Objects.requireNonNull(emit.taken()),
                Objects.requireNonNull(emit.reply()));
    }

    /**
     * The steps of an emit, each a raw future.
     *
     * @param written ends as {@link #emit} does
     * @param taken ends as {@link #offer} does
     * @param reply ends as {@link #call} does
     */
    public record Asked(
            CompletableFuture<Void> written, CompletableFuture<Void> taken, CompletableFuture<PacketData> reply) {}

    private PendingEmit submit(Emission emission, Awaits awaits) {
        int retries = emission.retries() >= 0 ? emission.retries() : settings.retries();
        PendingEmit emit =
                new PendingEmit(emission, awaits, retries, setup.kernel().time().now());
        Membership membership = core.memberships().find(emission.namespace());
        if (membership != null) {
            emit.encode(encoder, membership);
        }
        setup.context().execute(() -> core.emitting().submit(emit));
        return emit;
    }

    /**
     * The caller gave up: of an emit, what is not written never is, and a late acknowledgement is for nobody; of anything
     * else, nobody waits any more, and it goes on.
     */
    public void withdraw(CompletableFuture<?> raw) {
        setup.context().execute(() -> {
            if (raw instanceof PendingEmit.Outcome<?> outcome) {
                core.emitting().withdraw(outcome.emit());
            } else {
                raw.cancel(false);
            }
        });
    }

    /** What waits for the connection, in order for each namespace. */
    public CompletableFuture<List<BufferedEmit>> buffered() {
        CompletableFuture<List<BufferedEmit>> raw = new CompletableFuture<>();
        setup.context().execute(() -> raw.complete(core.emitting().buffered()));
        return raw;
    }

    /**
     * Drops what waits for the connection, and reports it.
     *
     * @param namespace null for all
     * @return how many these were
     */
    public CompletableFuture<Integer> clearBuffer(@Nullable String namespace) {
        CompletableFuture<Integer> raw = new CompletableFuture<>();
        setup.context().execute(() -> raw.complete(core.emitting().clear(namespace)));
        return raw;
    }

    /** How fast to read from now on, and that it is told when nothing is; in the context. */
    public void pressure(Pressure pressure) {
        core.pressure(pressure);
    }

    // ---- any thread, at once

    public ConnectionState state() {
        return core.link().state().visible();
    }

    /** Whether a namespace is joined now. */
    public boolean isConnected(String namespace) {
        Membership membership = core.memberships().find(namespace);
        return membership != null && membership.state().kind() == NamespaceState.Kind.JOINED;
    }

    /** Whether a namespace is joined, or will be without anybody's doing. */
    public boolean isActive(String namespace) {
        Membership membership = core.memberships().find(namespace);
        return membership != null && membership.state().isActive();
    }

    /** The namespaces that are joined now. */
    public Set<String> connectedNamespaces() {
        return core.memberships().all().stream()
                .filter(membership -> membership.state().kind() == NamespaceState.Kind.JOINED)
                .map(Membership::namespace)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The namespace's id; a secret. */
    public Optional<String> sid(String namespace) {
        Membership membership = core.memberships().find(namespace);
        return Optional.ofNullable(membership == null ? null : membership.sid());
    }

    /** Whether the last join restored the state of the connection before. */
    public boolean isRecovered(String namespace) {
        Membership membership = core.memberships().find(namespace);
        return membership != null && membership.isRecovered();
    }

    /** The engine's id; a secret. */
    public Optional<String> engineSid() {
        return Optional.ofNullable(core.link().engine().sid());
    }

    public Optional<EngineTransport> transport() {
        return Optional.ofNullable(core.link().engine().transport());
    }

    public SessionSettings settings() {
        return settings;
    }

    /** Changes settings from now on. */
    public synchronized void settings(UnaryOperator<SessionSettings> change) {
        settings = change.apply(settings);
    }
}
