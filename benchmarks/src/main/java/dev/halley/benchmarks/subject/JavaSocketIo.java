package dev.halley.benchmarks.subject;

import dev.halley.benchmarks.Payloads;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONException;
import org.json.JSONObject;

/** socket.io-client-java with its defaults. */
final class JavaSocketIo implements Client {
    private final Socket socket;

    private JavaSocketIo(Socket socket) {
        this.socket = socket;
    }

    static Factory factory(Settings settings) {
        return receiver -> {
            IO.Options options = new IO.Options();
            options.forceNew = true;
            options.transports = new String[] {settings.flag("polling") ? "polling" : "websocket"};
            Socket socket = IO.socket("http://" + settings.host(), options);
            CountDownLatch connected = new CountDownLatch(1);
            socket.on(Socket.EVENT_CONNECT, args -> connected.countDown());
            if (settings.flag("binary")) {
                socket.on(Payloads.EVENT, args -> receiver.message((Integer) args[0], ((byte[]) args[1]).length));
            } else {
                socket.on(Payloads.EVENT, args -> text((JSONObject) args[0], receiver));
            }
            socket.connect();
            if (!connected.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not connected after 30 s");
            }
            return new JavaSocketIo(socket);
        };
    }

    private static void text(JSONObject event, Receiver receiver) {
        try {
            receiver.message(event.getInt("id"), event.getString("text").length());
        } catch (JSONException e) {
            throw new IllegalStateException("an event without id or text", e);
        }
    }

    @Override
    public void flood(long count, int size, boolean binary) {
        socket.emit("flood", new JSONObject(FloodRequest.map(count, size, binary)));
    }

    private static JSONObject event(int number, String text) {
        try {
            return new JSONObject().put("id", number).put("text", text);
        } catch (JSONException e) {
            throw new IllegalStateException("an event that is no JSON", e);
        }
    }

    @Override
    public void emit(int number, String text) {
        socket.emit(Payloads.EVENT, event(number, text));
    }

    @Override
    public void call(int number, String text, Runnable done) {
        socket.emit("echo", new Object[] {event(number, text)}, (Ack) args -> done.run());
    }

    @Override
    public void sync(long expected) throws Exception {
        SynchronousQueue<Object> answers = new SynchronousQueue<>();
        socket.emit("sync", new Object[0], (Ack) args -> {
            if (!answers.offer(args[0])) {
                throw new IllegalStateException("nobody waits for this answer");
            }
        });
        Object got = answers.poll(60, TimeUnit.SECONDS);
        if (!(got instanceof Number number) || number.longValue() != expected) {
            throw new IllegalStateException("the server got " + got + " events (expected: " + expected + ")");
        }
    }

    @Override
    public boolean isConnected() {
        return socket.connected();
    }

    @Override
    public void close() {
        socket.close();
    }
}
