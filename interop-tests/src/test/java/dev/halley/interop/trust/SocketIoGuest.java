package dev.halley.interop.trust;

import dev.halley.ClientBuilder;
import dev.halley.ClientEvent;
import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.SocketIoClient;
import dev.halley.socketio.SocketIoClientBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A Socket.IO client. */
final class SocketIoGuest implements Guest {
    static final String TOKEN = "secret-of-auth";

    final SocketIoClient client;
    private final ConnectOptions options;
    private final List<ClientEvent> events = new CopyOnWriteArrayList<>();

    SocketIoGuest(String url, boolean webSocket, boolean patient, Consumer<ClientBuilder<?>> settings) {
        SocketIoClientBuilder builder = SocketIoClient.builder().reconnectPolicy(Guest.eager());
        settings.accept(builder);
        client = builder.build();
        client.onEvent(events::add);
        options = ConnectOptions.to(url)
                .transports(webSocket ? EngineTransport.WEBSOCKET : EngineTransport.POLLING)
                .auth(Map.of("token", TOKEN))
                .retry(patient);
    }

    @Override
    public void open() {
        client.connect(options);
    }

    @Override
    public void beginToOpen() {
        var unused = client.async().connect(options);
    }

    @Override
    public void echo() {
        Object answer = client.call("echo", "hello").get(0);
        if (!"hello".equals(answer)) {
            throw new AssertionError("not the echo: " + answer);
        }
    }

    @Override
    public List<ClientEvent> events() {
        return events;
    }

    @Override
    public void close() {
        client.disconnect();
    }
}
