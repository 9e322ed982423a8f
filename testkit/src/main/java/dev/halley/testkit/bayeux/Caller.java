package dev.halley.testkit.bayeux;

import dev.halley.testkit.Reply;
import dev.halley.wire.Headers;
import java.util.List;

/**
 * Who asked and where answers go: one HTTP request, or one WebSocket for its whole life. Called under the server's lock;
 * no method runs anybody else's code before it returns.
 */
interface Caller {
    boolean isSocket();

    int connection();

    Headers headers();

    /** Over HTTP the one answer; over a WebSocket one text message. */
    void answer(Reply reply);

    /** Over a WebSocket: text messages that may be read at once. */
    void send(List<String> texts);

    default String transport() {
        return isSocket() ? "websocket" : "long-polling";
    }
}
