package dev.halley.benchmarks.server;

import dev.halley.benchmarks.Payloads;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One clientId: its held connect and what it was promised by long-polling. Server thread. */
final class BayeuxSession {
    private final String clientId;
    private boolean connected;
    private int connects;
    private @Nullable Runnable held;
    private byte[][] bodies = {};
    private int nextBody;
    private long bodiesLeft;

    BayeuxSession(String clientId) {
        this.clientId = clientId;
    }

    String clientId() {
        return clientId;
    }

    /** True for the first connect, which is answered at once. */
    boolean connect() {
        connects++;
        boolean first = !connected;
        connected = true;
        return first;
    }

    /** Which connect is held, so that a timer of an earlier one does nothing. */
    int connects() {
        return connects;
    }

    void hold(Runnable answer) {
        held = answer;
    }

    void release() {
        Runnable answer = held;
        held = null;
        if (answer != null) {
            answer.run();
        }
    }

    void promise(byte[][] prepared, long count) {
        bodies = prepared;
        nextBody = 0;
        bodiesLeft = count / Payloads.BATCH;
    }

    boolean hasPromised() {
        return bodiesLeft > 0;
    }

    /** Messages to put before a connect's reply, or nothing. */
    byte[] nextPromised() {
        if (bodiesLeft == 0) {
            return new byte[0];
        }
        bodiesLeft--;
        byte[] body = bodies[nextBody];
        nextBody = (nextBody + 1) % bodies.length;
        return body;
    }

    static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
