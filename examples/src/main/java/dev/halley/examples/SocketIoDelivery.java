package dev.halley.examples;

import dev.halley.ReconnectPolicy;
import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.EmitOptions;
import dev.halley.socketio.EmitOptions.WhileOffline;
import dev.halley.socketio.SocketIoClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** How events are sent, and as whom the client connects. */
public final class SocketIoDelivery {
    private SocketIoDelivery() {}

    private static CompletableFuture<String> freshToken() {
        return CompletableFuture.completedFuture("secret");
    }

    public static void main(String[] args) {
        // @start region=builder
        SocketIoClient sio = SocketIoClient.builder()
                .callTimeout(Duration.ofSeconds(5))
                .maxBuffered(10_000)
                .reconnectPolicy(ReconnectPolicy.exponentialBackoff().maxElapsed(Duration.ofMinutes(10)))
                .engine(engine -> engine.withQuery(Map.of("tenant", "acme")))
                .build();
        // @end

        // @start region=connect
        sio.connect(ConnectOptions.to(args[0])
                .auth(request -> freshToken().thenApply(token -> Map.of("token", token)))
                .header("X-Client", "example")
                .transports(EngineTransport.WEBSOCKET)
                .retry(true));
        // @end

        // @start region=options
        sio.emit(EmitOptions.defaults().asVolatile(), "position", 52.5, 13.4);
        sio.emit(EmitOptions.defaults().whileOffline(WhileOffline.FAIL), "now or never");
        sio.emit(EmitOptions.defaults().ttl(Duration.ofSeconds(30)), "soon");
        // @end

        // @start region=retries
        EmitOptions atLeastOnce =
                EmitOptions.defaults().retries(3).timeout(Duration.ofSeconds(5)).dedupId(true);
        sio.call(atLeastOnce, "order", Map.of("id", 17));
        // @end
        System.out.println("delivered over " + sio.transport().orElseThrow().protocolName());
        sio.disconnect();
    }
}
