package dev.halley.interop.bombs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.interop.Await;
import dev.halley.interop.WireTurn;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.testkit.socketio.ConnectAnswer;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Clients of one protocol, the server that they are clients of, and the attacker between the two. */
final class Victims implements AutoCloseable {
    final Protocol protocol;
    final BayeuxTestServer bayeux;
    final SocketIoTestServer socketIo;
    final Attacker attacker;
    private VictimProcess process;
    private String wire;

    enum Protocol {
        BAYEUX,
        SOCKET_IO,
        MSGPACK;

        /** A request that the client repeats as long as it polls. */
        boolean polls(RawRequest request) {
            return this == BAYEUX
                    ? request.isPost() && request.text().contains("/meta/connect")
                    : !request.isPost()
                            && !request.isUpgrade()
                            && request.target().contains("sid=");
        }
    }

    private Victims(Protocol protocol, BayeuxTestServer bayeux, SocketIoTestServer socketIo) {
        this.protocol = protocol;
        this.bayeux = bayeux;
        this.socketIo = socketIo;
        this.attacker = Attacker.before(bayeux == null ? socketIo.url() : bayeux.url());
    }

    /** The server answers polls after half a second at the latest. */
    static Victims of(Protocol protocol) {
        if (protocol == Protocol.BAYEUX) {
            BayeuxTestServer server =
                    BayeuxTestServer.builder().timeout(Duration.ofMillis(300)).start();
            return new Victims(protocol, server, null);
        }
        var builder = SocketIoTestServer.builder()
                .pingInterval(Duration.ofMillis(300))
                .pingTimeout(Duration.ofSeconds(2));
        SocketIoTestServer server = (protocol == Protocol.MSGPACK ? builder.msgPack() : builder).start();
        server.on("echo", event -> event.ack(event.args().get(0)));
        return new Victims(protocol, null, server);
    }

    /**
     * Sends this to an open WebSocket. The client is of use afterwards, and has the memory that it had.
     *
     * @param limit what an event has to name, as a pattern; null where nothing needs to be told
     */
    void attackSocket(Attack attack, String limit) {
        attackSocket(attack, limit, false);
    }

    /** The same while nothing is read that the client writes. */
    void attackSocketDeaf(Attack attack, String limit) {
        attackSocket(attack, limit, true);
    }

    private void attackSocket(Attack attack, String limit, boolean deaf) {
        boolean well = false;
        try {
            VictimProcess victim = victim();
            victim.open("websocket");
            victim.echoes();
            attacker.deaf(deaf);
            survived(victim, limit, attacker.inject(attack));
            well = true;
        } finally {
            reset(well);
        }
    }

    /** Sends this instead of what an open session polls for. */
    void attackPoll(Attack attack, String limit) {
        boolean well = false;
        try {
            VictimProcess victim = victim();
            victim.open("polling");
            survived(victim, limit, attacker.meet(protocol::polls, attack));
            well = true;
        } finally {
            reset(well);
        }
    }

    /** Sends this instead of what a client needs to open; then it opens. */
    void attackOpening(String transport, Predicate<RawRequest> which, Attack attack, String limit) {
        boolean well = false;
        try {
            VictimProcess victim = victim();
            var unused = attacker.meet(which, attack);
            assertThat(victim.failsToOpen(transport)).containsPattern(limit);
            victim.open(transport);
            isOfUse(victim);
            well = true;
        } finally {
            reset(well);
        }
    }

    /** Sends this over a WebSocket whose client waits for the answer to its CONNECT, so that it never opens; then it does. */
    void attackBeforeJoined(Attack attack, String limit) {
        boolean well = false;
        try {
            VictimProcess victim = victim();
            AtomicBoolean due = new AtomicBoolean(true);
            socketIo.namespace("/").answerConnects(connect -> {
                if (!due.getAndSet(false)) {
                    return ConnectAnswer.accept();
                }
                var unused = attacker.inject(attack);
                return ConnectAnswer.ignore();
            });
            assertThat(victim.failsToOpen("websocket")).containsPattern(limit);
            victim.open("websocket");
            isOfUse(victim);
            well = true;
        } finally {
            reset(well);
        }
    }

    private void survived(VictimProcess victim, String limit, CompletableFuture<Void> end) {
        if (limit == null) {
            Await.value(end, "end of the attack");
        } else {
            victim.awaitEvent(limit);
        }
        attacker.deaf(false);
        isOfUse(victim);
    }

    private static void isOfUse(VictimProcess victim) {
        victim.echoes();
        victim.closeClient();
        assertThat(victim.heap()).as("MiB after a collection").isLessThan(40);
    }

    /** The one that runs, or a new one after its end, and for another wire: a class's runs share one instance of it. */
    private VictimProcess victim() {
        if (process != null && !WireTurn.wire().equals(wire)) {
            process.close();
            process = null;
        }
        if (process == null) {
            wire = WireTurn.wire();
            process = VictimProcess.start(protocol.name().toLowerCase(Locale.ROOT), attacker.url());
        }
        return process;
    }

    /** After an attack: the next one finds nothing of it. */
    private void reset(boolean well) {
        if (process != null && !well) {
            process.close();
            process = null;
        }
        attacker.forget();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        attacker.close();
        if (bayeux != null) {
            bayeux.close();
        }
        if (socketIo != null) {
            socketIo.close();
        }
    }
}
