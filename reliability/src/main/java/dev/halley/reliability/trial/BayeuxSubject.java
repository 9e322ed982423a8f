package dev.halley.reliability.trial;

import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.OperationTimeoutException;
import dev.halley.OverflowException;
import dev.halley.RefusedException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.PublishOptions;
import dev.halley.bayeux.PublishOptions.WhileOffline;
import dev.halley.bayeux.Replay;
import dev.halley.bayeux.Token;
import dev.halley.bayeux.TokenAuth;
import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.fault.Plan.Mode;
import dev.halley.wire.WireProvider;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The Bayeux client, against CometD. */
final class BayeuxSubject implements Subject {
    private static final String NUMBERS = "/down/numbers";
    private static final String GONE = "/gone";
    private static final int ATTEMPTS = 1_000;
    private static final int FIRST_ATTEMPTS = 10;

    private final Plan plan;
    private final Books books;
    private final BayeuxClient client;

    BayeuxSubject(Plan plan, String url, WireProvider wire, @Nullable SSLContext trust, Books books) {
        this.plan = plan;
        this.books = books;
        BayeuxClientBuilder builder = BayeuxClient.builder(url)
                .name(plan.id())
                .wire(wire)
                .connectTimeout(CONNECT_TIMEOUT)
                .requestTimeout(REQUEST_TIMEOUT)
                .connectionTimeout(null)
                .retryFirstOpen(true)
                .reconnectPolicy(POLICY)
                .auth(TokenAuth.bearer(() -> CompletableFuture.completedFuture(new Token(books.tokens.get()))));
        switch (plan.route()) {
            case WEBSOCKET -> builder.transports(ConnectionType.WEBSOCKET);
            case POLLING -> builder.transports(ConnectionType.LONG_POLLING);
            case BOTH -> builder.transports(ConnectionType.WEBSOCKET, ConnectionType.LONG_POLLING);
        }
        if (plan.mode() == Mode.ACK) {
            builder.ack(true);
        } else if (plan.mode() == Mode.REPLAY) {
            builder.replay(Replay.inMemory());
        }
        if (trust != null) {
            builder.sslContext(trust);
        }
        if (Journal.TRAFFIC) {
            builder.wireTap(traffic -> books.journal.say(traffic.toString()));
        }
        client = builder.build();
    }

    @Override
    public void open() {
        var listening = client.onEvent(event -> books.event(event, NUMBERS));
        books.journal.say("client: listens by " + listening.getClass().getSimpleName());
        BayeuxClient opened = client.open();
        insist(() -> opened.subscribe(NUMBERS, message -> books.incoming.received(number(message))));
        insist(() -> opened.subscribe("/wild/*", message -> books.probe("/wild/*", message.data())));
        insist(() -> opened.subscribe("/quiet", message -> books.probe("/quiet", message.data())));
        insist(() -> opened.subscribe(GONE, message -> books.probe(GONE, message.data())));
        opened.unsubscribe(GONE);
    }

    /** The first answers of a server that was just started may be late, on a busy machine. */
    private void insist(Runnable subscribe) {
        for (int left = FIRST_ATTEMPTS; ; left--) {
            try {
                subscribe.run();
                return;
            } catch (OperationTimeoutException | ConnectionException e) {
                books.journal.say("client: not subscribed: " + e);
                if (left == 1) {
                    throw e;
                }
            }
        }
    }

    private static int number(BayeuxMessage message) {
        return message.data() instanceof Map<?, ?> event && event.get("number") instanceof Number number
                ? number.intValue()
                : -1;
    }

    @Override
    public void send(int number) {
        books.outgoing.sent(number);
        AsyncBayeuxClient async = client.async();
        PublishOptions options = PublishOptions.defaults();
        if (plan.mode() != Mode.PLAIN) {
            options = options.whileOffline(WhileOffline.QUEUE);
        }
        if (plan.mode().isSentAgain()) {
            options = options.attempts(ATTEMPTS)
                    .idempotencyKey("number-" + number)
                    .deadline(Duration.ofMinutes(3));
        }
        CompletableFuture<?> unused =
                async.publish("/up", number, options).whenComplete((reply, failure) -> ended(number, failure));
    }

    private void ended(int number, @Nullable Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure == null) {
            books.outgoing.ended(number, Outgoing.End.CONFIRMED);
        } else if (failure instanceof UnconfirmedException
                || failure instanceof OperationTimeoutException
                || failure instanceof ClosedException) {
            books.outgoing.ended(number, Outgoing.End.UNCONFIRMED);
        } else if (failure instanceof RefusedException) {
            books.outgoing.ended(number, Outgoing.End.REFUSED);
        } else if (failure instanceof ConnectionException || failure instanceof OverflowException) {
            books.outgoing.ended(number, Outgoing.End.NOT_SENT);
        } else {
            books.problem("publish " + number + " ended with " + failure);
        }
        if (failure != null && !plan.mode().equals(Mode.PLAIN)) {
            books.journal.say("publish " + number + ": " + failure);
        }
    }

    @Override
    public String expectedSession() {
        return " /down/numbers,/quiet,/wild/*";
    }

    @Override
    public int probes() {
        return 2;
    }

    @Override
    public String state() {
        return client + " " + client.state() + " " + client.subscriptions();
    }

    @Override
    public void close() {
        client.close();
    }
}
