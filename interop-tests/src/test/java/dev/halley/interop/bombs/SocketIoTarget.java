package dev.halley.interop.bombs;

import dev.halley.ClientEvent;
import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.SocketIoClient;
import dev.halley.socketio.SocketIoClientBuilder;
import dev.halley.socketio.msgpack.MsgPackParser;
import java.time.Duration;
import java.util.function.Consumer;

/** A Socket.IO client with limits that fit into its memory. */
final class SocketIoTarget implements Victim.Target {
    private final String url;
    private final boolean msgPack;
    private final Consumer<ClientEvent> listener;
    private SocketIoClient client;

    SocketIoTarget(String url, boolean msgPack, Consumer<ClientEvent> listener) {
        this.url = url;
        this.msgPack = msgPack;
        this.listener = listener;
    }

    @Override
    public void open(String transport) {
        SocketIoClientBuilder builder = SocketIoClient.builder()
                .reconnectPolicy(Victim.QUICK)
                .maxBodyBytes(Bombs.MAX_BODY)
                .maxMessageSize(Bombs.MAX_MESSAGE)
                .maxPendingBytes(Bombs.MAX_PENDING)
                .maxAttachmentBytes(Bombs.MAX_ATTACHMENTS)
                .engine(options -> options.withMaxSendBuffer(Bombs.MAX_SEND_BUFFER))
                .callTimeout(Duration.ofSeconds(5));
        if (msgPack) {
            builder.parser(MsgPackParser.create());
        }
        client = builder.build();
        client.onEvent(listener);
        client.on("bomb", event -> {
            Object unused = event.args().size() == 0 ? null : event.args().get(0, Object.class);
        });
        client.onCall("asked", event -> "answer");
        client.connect(ConnectOptions.to(url)
                .transports(transport.equals("websocket") ? EngineTransport.WEBSOCKET : EngineTransport.POLLING));
    }

    @Override
    public void echo() {
        client.call("echo", "hello");
    }

    @Override
    public String state() {
        return client.state().toString();
    }

    @Override
    public void close() {
        client.disconnect();
    }
}
