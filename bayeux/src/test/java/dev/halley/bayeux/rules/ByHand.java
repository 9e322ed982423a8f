package dev.halley.bayeux.rules;

import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.ConnectionType;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.KernelSource;
import dev.halley.testkit.PendingSocket;
import dev.halley.testkit.ScriptedWire;
import dev.halley.testkit.VirtualTime;
import dev.halley.wire.Wire;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.util.function.UnaryOperator;

/** A client whose server is the test itself: for what no server of the protocol does or tells. */
final class ByHand {
    final VirtualTime time = new VirtualTime();
    final ScriptedWire wire = new ScriptedWire(time);
    final AsyncBayeuxClient client;

    ByHand() {
        this("http://127.0.0.1:8080/cometd", builder -> builder.transports(ConnectionType.WEBSOCKET));
    }

    ByHand(String url, UnaryOperator<BayeuxClientBuilder> configure) {
        client = configure
                .apply(AsyncBayeuxClient.builder(url)
                        .wire(new Provider(wire.provider(), time.kernel()))
                        .logOff())
                .buildAsync();
    }

    /** The wire, with virtual time. */
    private record Provider(WireProvider wire, Kernel kernel) implements WireProvider, KernelSource {
        @Override
        public String name() {
            return wire.name();
        }

        @Override
        public int priority() {
            return wire.priority();
        }

        @Override
        public Wire open(WireSettings settings) {
            return wire.open(settings);
        }
    }

    /** Answers handshake and first connect; the second connect is held then. */
    PendingSocket open() {
        var opening = client.open();
        time.runPending();
        PendingSocket socket = wire.takeSocket().accept();
        time.runPending();
        answer(
                socket,
                "\"version\":\"1.0\",\"clientId\":\"c-1\",\"supportedConnectionTypes\":[\"websocket\"],"
                        + "\"advice\":{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":30000}");
        answer(socket, "\"clientId\":\"c-1\"");
        time.result(opening);
        time.runPending();
        return socket;
    }

    /** Says yes to the next message. */
    void answer(PendingSocket socket, String fields) {
        socket.deliverText(reply(socket.takeText(), fields));
        time.runPending();
    }

    /** Yes to the only message of a frame. */
    static String reply(String frame, String fields) {
        String channel = member(frame, "channel");
        return "[{\"channel\":\"" + channel + "\",\"id\":\"" + member(frame, "id") + "\",\"successful\":true," + fields
                + "}]";
    }

    private static String member(String json, String name) {
        int start = json.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return json.substring(start, json.indexOf('"', start));
    }
}
