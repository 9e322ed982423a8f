package dev.halley.cli;

import dev.halley.bayeux.ConnectionType;
import dev.halley.cli.server.EmbeddedServer;
import dev.halley.cli.server.LocalServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The story of two clients and a server that goes away: each line is a step that was carried out and checked, with what
 * was measured. One thread runs it.
 */
final class Demo {
    private static final int MANY = 100;
    private static final int SOME = 10;

    private final Steps steps;
    private final LocalServer.Source source;

    Demo(Steps steps, LocalServer.Source source) {
        this.steps = steps;
        this.source = source;
    }

    /** Tells the story up to its end or to the first step that fails. */
    void run() throws DemoFailedException {
        LocalServer server = steps.step("server", "start", source::start, started -> "listens at " + started.url());
        try {
            DemoClient websocket = new DemoClient(server.url(), ConnectionType.WEBSOCKET, steps.limit());
            DemoClient polling = new DemoClient(server.url(), ConnectionType.LONG_POLLING, steps.limit());
            try {
                tell(server, websocket, polling);
            } finally {
                websocket.abandon();
                polling.abandon();
            }
        } finally {
            server.close();
        }
    }

    private void tell(LocalServer server, DemoClient websocket, DemoClient polling) throws DemoFailedException {
        List<DemoClient> clients = List.of(websocket, polling);
        for (DemoClient client : clients) {
            steps.step(client.name(), "connect", client::open, "connected");
        }
        subscribe(websocket, polling.channel());
        subscribe(polling, websocket.channel());
        exchange(websocket, polling, "hello", MANY);
        exchange(polling, websocket, "hello", MANY);
        for (DemoClient client : clients) {
            steps.step(
                    client.name(),
                    "call",
                    () -> client.call(EmbeddedServer.ECHO, "question"),
                    answer -> "called " + EmbeddedServer.ECHO + ": " + answer.dataJson() + " came back with id "
                            + answer.id());
        }

        clients.forEach(DemoClient::forget);
        long dropped = System.nanoTime();
        steps.step("server", "drop", server::drop, "dropped, without a goodbye");
        for (DemoClient client : clients) {
            steps.step(
                    client.name(),
                    "notice the loss",
                    client::awaitLoss,
                    loss -> "noticed it after " + loss.after(dropped));
        }
        for (DemoClient client : clients) {
            steps.step(
                    client.name(),
                    "try to reconnect",
                    client::awaitFailedAttempt,
                    failed -> "tried to reconnect after " + failed.after(dropped) + ", in vain; tries again by itself");
        }
        steps.step("server", "come back", () -> comeBack(server), "is back on the same port");
        long back = System.nanoTime();
        restored(websocket, polling.channel(), back);
        restored(polling, websocket.channel(), back);
        exchange(websocket, polling, "again", SOME);
        exchange(polling, websocket, "again", SOME);

        for (DemoClient client : clients) {
            steps.step(client.name(), "close", client::close, "closed");
        }
        steps.step("server", "say goodbye", () -> left(server), "has 0 sessions left");
    }

    private void subscribe(DemoClient client, String channel) throws DemoFailedException {
        steps.step(client.name(), "subscribe", () -> client.subscribe(channel), "subscribed to " + channel);
    }

    private void exchange(DemoClient from, DemoClient to, String text, int count) throws DemoFailedException {
        steps.step(
                from.name(),
                "publish to " + to.name(),
                () -> {
                    from.publish(text, count);
                    to.receive(from, text, count);
                },
                "published " + count + " messages; " + to.name() + " received " + count + ", in order");
    }

    private void restored(DemoClient client, String channel, long back) throws DemoFailedException {
        steps.step(
                client.name(),
                "reconnect",
                () -> client.awaitRestored(channel),
                gap -> "reconnected and subscribed again by itself after " + gap.after(back) + "; reports a gap of "
                        + Durations.text(Duration.between(
                                gap.event().lostAt(), gap.event().restoredAt())));
    }

    private static void comeBack(LocalServer server) throws IOException {
        URI before = server.url();
        server.restart();
        if (!server.url().equals(before)) {
            throw new StepFailedException("the server is at " + server.url() + " (expected: " + before + ")");
        }
    }

    private static void left(LocalServer server) {
        int sessions = server.sessions();
        if (sessions != 0) {
            throw new StepFailedException("the server has " + sessions + " sessions left");
        }
    }

    /** A check of a step did not hold. */
    static final class StepFailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StepFailedException(String message) {
            super(message);
        }
    }

    /** A step failed, and with it the demo. */
    static final class DemoFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        DemoFailedException(String step, String reason, Throwable cause) {
            super("demo failed at step '" + step + "': " + reason, cause);
        }
    }
}
