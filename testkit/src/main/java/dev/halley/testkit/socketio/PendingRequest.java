package dev.halley.testkit.socketio;

import dev.halley.testkit.Reply;
import dev.halley.testkit.internal.Hub;
import java.util.function.Consumer;

/** An HTTP request and its answer, which may be later and another one than the server's. Guarded by the server's lock. */
final class PendingRequest {
    private final EngineRequest request;
    private final Answer rule;
    private final Hub hub;
    private final Consumer<Reply> front;
    private boolean answered;
    private boolean over;

    PendingRequest(EngineRequest request, Answer rule, Hub hub, Consumer<Reply> front) {
        this.request = request;
        this.rule = rule;
        this.hub = hub;
        this.front = front;
    }

    EngineRequest request() {
        return request;
    }

    Answer rule() {
        return rule;
    }

    /** Only the first answer counts. */
    void answer(Reply reply) {
        if (answered) {
            return;
        }
        answered = true;
        Reply changed = rule.change(reply);
        if (rule.isLost()) {
            return;
        }
        if (rule.delay().isZero()) {
            deliver(changed);
        } else {
            var unused = hub.after(rule.delay(), () -> deliver(changed));
        }
    }

    private void deliver(Reply reply) {
        if (!over) {
            over = true;
            front.accept(reply);
        }
    }

    /** The client waits no longer: it was answered, or it went away. */
    boolean isOver() {
        return over;
    }

    void gone() {
        answered = true;
        over = true;
    }
}
