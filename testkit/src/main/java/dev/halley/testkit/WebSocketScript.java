package dev.halley.testkit;

import dev.halley.wire.Headers;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * How a {@link ScriptedServer} behaves on a WebSocket: what the upgrade reply says, and what is done with what comes.
 * Pings are answered and a close is echoed, unless the script says otherwise. Immutable; each with-er returns a new
 * script.
 *
 * <p>Callbacks run on the connection's thread, one at a time; while one runs, nothing is read. A test that prefers to
 * drive the socket itself needs no callback: it takes the socket with {@link ScriptedServer#takeSocket} and the frames
 * with {@link ScriptedSocket#takeFrame}.
 */
public final class WebSocketScript {
    final Headers headers;
    final Habits habits;
    final Callbacks callbacks;

    /** What the socket does by itself. */
    record Habits(boolean answersPings, boolean echoesClose, boolean reads, boolean records) {}

    /** What the socket calls. */
    record Callbacks(
            Consumer<? super ScriptedSocket> onOpen,
            BiConsumer<? super ScriptedSocket, ? super String> onText,
            BiConsumer<? super ScriptedSocket, ? super byte[]> onBinary,
            BiConsumer<? super ScriptedSocket, ? super Frame> onFrame,
            Consumer<? super ScriptedSocket> onEnd) {}

    private WebSocketScript(Headers headers, Habits habits, Callbacks callbacks) {
        this.headers = headers;
        this.habits = habits;
        this.callbacks = callbacks;
    }

    /**
     * Accepts the upgrade and then does nothing by itself but answer pings and closes.
     *
     * @return the script
     */
    public static WebSocketScript accept() {
        Callbacks none = new Callbacks(
                socket -> {}, (socket, text) -> {}, (socket, bytes) -> {}, (socket, frame) -> {}, socket -> {});
        return new WebSocketScript(Headers.empty(), new Habits(true, true, true, true), none);
    }

    /**
     * This script with a header of the upgrade reply, which replaces others of that name; also those that the server
     * would set, such as {@code Sec-WebSocket-Accept}.
     *
     * @param name the header's name
     * @param value its value
     * @return a new script
     */
    public WebSocketScript header(String name, String value) {
        return new WebSocketScript(headers.with(name, value), habits, callbacks);
    }

    /**
     * This script with one more header line of the upgrade reply, such as a second {@code Set-Cookie}.
     *
     * @param name the header's name
     * @param value its value
     * @return a new script
     */
    public WebSocketScript addHeader(String name, String value) {
        return new WebSocketScript(headers.plus(name, value), habits, callbacks);
    }

    /**
     * This script with a sub-protocol, whether the client offered it or not.
     *
     * @param name the sub-protocol
     * @return a new script
     */
    public WebSocketScript subprotocol(String name) {
        return header("Sec-WebSocket-Protocol", name);
    }

    /**
     * This script without answers to pings.
     *
     * @return a new script
     */
    public WebSocketScript ignorePings() {
        return with(new Habits(false, habits.echoesClose, habits.reads, habits.records));
    }

    /**
     * This script without an answer to the client's close frame; the connection stays open until somebody ends it.
     *
     * @return a new script
     */
    public WebSocketScript ignoreClose() {
        return with(new Habits(habits.answersPings, false, habits.reads, habits.records));
    }

    /**
     * This script on a socket that reads nothing until {@link ScriptedSocket#resumeReading}.
     *
     * @return a new script
     */
    public WebSocketScript withoutReading() {
        return with(new Habits(habits.answersPings, habits.echoesClose, false, habits.records));
    }

    /**
     * This script on a socket that keeps nothing of what it received: for many messages, which are seen by the callbacks
     * alone.
     *
     * @return a new script
     */
    public WebSocketScript withoutRecording() {
        return with(new Habits(habits.answersPings, habits.echoesClose, habits.reads, false));
    }

    private WebSocketScript with(Habits habits) {
        return new WebSocketScript(headers, habits, callbacks);
    }

    /**
     * This script with an action after the upgrade.
     *
     * @param action gets the socket
     * @return a new script
     */
    public WebSocketScript onOpen(Consumer<? super ScriptedSocket> action) {
        return with(new Callbacks(action, callbacks.onText, callbacks.onBinary, callbacks.onFrame, callbacks.onEnd));
    }

    /**
     * This script with an action for each text message.
     *
     * @param action gets the socket and the whole message
     * @return a new script
     */
    public WebSocketScript onText(BiConsumer<? super ScriptedSocket, ? super String> action) {
        return with(new Callbacks(callbacks.onOpen, action, callbacks.onBinary, callbacks.onFrame, callbacks.onEnd));
    }

    /**
     * This script with an action for each binary message.
     *
     * @param action gets the socket and the whole message
     * @return a new script
     */
    public WebSocketScript onBinary(BiConsumer<? super ScriptedSocket, ? super byte[]> action) {
        return with(new Callbacks(callbacks.onOpen, callbacks.onText, action, callbacks.onFrame, callbacks.onEnd));
    }

    /**
     * This script with an action for each frame, before anything else is done with it.
     *
     * @param action gets the socket and the frame
     * @return a new script
     */
    public WebSocketScript onFrame(BiConsumer<? super ScriptedSocket, ? super Frame> action) {
        return with(new Callbacks(callbacks.onOpen, callbacks.onText, callbacks.onBinary, action, callbacks.onEnd));
    }

    /**
     * This script with an action for the end of the connection, in whatever way.
     *
     * @param action gets the socket
     * @return a new script
     */
    public WebSocketScript onEnd(Consumer<? super ScriptedSocket> action) {
        return with(new Callbacks(callbacks.onOpen, callbacks.onText, callbacks.onBinary, callbacks.onFrame, action));
    }

    private WebSocketScript with(Callbacks callbacks) {
        return new WebSocketScript(headers, habits, callbacks);
    }
}
