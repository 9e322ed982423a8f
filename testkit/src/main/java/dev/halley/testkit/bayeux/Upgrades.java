package dev.halley.testkit.bayeux;

import dev.halley.testkit.Reply;
import dev.halley.wire.Headers;
import org.jspecify.annotations.Nullable;

/** Whether WebSockets are let in. Thread-safe. */
final class Upgrades {
    private final Broker broker;
    private volatile @Nullable Reply refusal;

    Upgrades(Broker broker) {
        this.broker = broker;
    }

    void refuse(Reply reply) {
        refusal = reply;
    }

    void accept() {
        refusal = null;
    }

    /** Null when the upgrade is accepted. */
    @Nullable Reply refusal(Headers headers) {
        Reply refused = refusal;
        if (refused != null) {
            return refused;
        }
        if (!broker.settings.offers("websocket")) {
            return Reply.text("Invalid connection type\n").status(400);
        }
        Tokens.Verdict verdict = broker.hub.read(() -> {
            broker.tokens.count(headers);
            return broker.tokens.check(headers);
        });
        return verdict == Tokens.Verdict.GOOD
                ? null
                : Reply.text("no valid token\n").status(401).header("WWW-Authenticate", "Bearer");
    }
}
