package dev.halley.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a WebSocket of the JDK received, binary messages as {@code binary} and Base64; bounded waits. */
final class Inbox implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    String next() throws InterruptedException {
        String text = messages.poll(20, TimeUnit.SECONDS);
        assertThat(text).as("a message within 20 s").isNotNull();
        return text;
    }

    String end() throws InterruptedException {
        String end = ends.poll(20, TimeUnit.SECONDS);
        assertThat(end).as("an end within 20 s").isNotNull();
        return end;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(partial.toString());
            partial.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        messages.add("binary " + Base64.getEncoder().encodeToString(bytes));
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        ends.add("close " + code);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        ends.add("error " + error);
    }
}
