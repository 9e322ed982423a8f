package dev.halley.examples;

import dev.halley.TypeRef;
import dev.halley.socketio.Args;
import dev.halley.socketio.EmitOptions;
import dev.halley.socketio.SocketIoClient;
import java.util.List;
import java.util.Map;

/** Handlers, answers and calls of the blocking client, until the server disconnects. */
public final class SocketIoHandlers {
    record Order(String id, int count) {}

    // @start region=move
    record Move(int x, int y, String who, List<Order> orders, Args rest) {}
    // @end

    private SocketIoHandlers() {}

    public static void main(String[] args) {
        // @start region=create
        SocketIoClient sio = SocketIoClient.create();
        // @end

        // @start region=events
        sio.on("message", event -> System.out.println("I received a message!"));
        sio.on("my message", String.class, text -> System.out.println("I received " + text));
        // @end

        // @start region=arguments
        sio.on("order", Order.class, order -> System.out.println(order.count() + " of " + order.id()));
        sio.on("orders", new TypeRef<List<Order>>() {}, orders -> System.out.println(orders.size() + " orders"));
        sio.on("many", event -> System.out.println(event.args().size() + " arguments, the last: " + event.get(3)));
        // @end

        // @start region=moved
        sio.on("moved", Args.as(Move.class), move -> System.out.println(move.who() + " is at " + move.x()));
        // @end

        // @start region=connection
        sio.onConnect(() -> System.out.println("I'm connected!"));
        sio.onConnectError(error -> System.out.println("The connection failed: " + error.message()));
        sio.onDisconnect(
                end -> System.out.println("I'm disconnected: " + end.reason().text()));
        // @end

        // @start region=answer
        sio.onCall("my event", Order.class, order -> {
            // handle the message
            return Args.of("OK", 123);
        });
        // @end

        // @start region=ack
        sio.on("review", event -> {
            String text = event.get(0, String.class);
            if (text != null) {
                event.ack().send("reviewed", text.length());
            }
        });
        // @end

        // @start region=rest
        sio.onAny(event -> System.out.println("-> " + event.name()));
        sio.onUnhandled(event -> System.out.println("nobody handles " + event.name()));
        sio.onAnyOutgoing(event -> System.out.println("<- " + event.name()));
        // @end

        // @start region=connect
        sio.connect(args[0]);
        // @end

        // @start region=sid
        System.out.println("my sid is " + sio.sid().orElseThrow());
        // @end

        // @start region=emit
        sio.emit("my message", Map.of("foo", "bar"));
        sio.emit("upload", "image.png", new byte[] {1, 2, 3}, List.of("a", "b"), new Order("acme", 2));
        // @end

        // @start region=callback
        sio.emit(EmitOptions.defaults().onAck(reply -> System.out.println("done: " + reply)), "store", 42);
        // @end

        // @start region=call
        Args reply = sio.call("store", 42);
        Integer sum = sio.call(Integer.class, "sum", 1, 2);
        // @end
        System.out.println(reply + " " + sum);

        // @start region=wait
        sio.awaitEnd();
        // @end

        // @start region=disconnect
        sio.disconnect();
        // @end
    }
}
