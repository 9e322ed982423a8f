package dev.halley.benchmarks.driver;

import dev.halley.wire.WireProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** All there is to compare. */
final class Scenarios {
    private static final String SOCKETIO_PEER = "socket.io-client-java";
    private static final String BAYEUX_PEER = "cometd-java";

    private Scenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        int[] sizes = {100, 1024, 16384};
        for (int size : sizes) {
            all.add(receive("socketio", size, false));
            all.add(receive("bayeux", size, false));
        }
        for (int size : sizes) {
            all.add(receive("socketio", size, true));
        }
        return all;
    }

    private static Scenario receive(String protocol, int size, boolean binary) {
        boolean bayeux = protocol.equals("bayeux");
        List<String> subjects = new ArrayList<>();
        if (!binary) {
            subjects.add("bare-socket");
        }
        for (String halley : halley()) {
            subjects.add(halley);
            if (!binary && size == 100) {
                subjects.add(halley + "-map");
                if (bayeux) {
                    subjects.add(halley + "-ext");
                }
            }
        }
        subjects.add(bayeux ? BAYEUX_PEER : SOCKETIO_PEER);
        if (!bayeux) {
            subjects.add("socket.io-client-node");
        }
        String name = "receive-" + protocol + "-" + (binary ? "binary" : "text") + "-" + size;
        return new Scenario(
                name,
                "flood",
                Map.of("protocol", protocol, "size", "" + size, "binary", "" + binary),
                subjects,
                bayeux ? BAYEUX_PEER : SOCKETIO_PEER,
                size == 100,
                0);
    }

    /** One subject for each wire that is present. */
    private static List<String> halley() {
        return ServiceLoader.load(WireProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .map(provider -> "halley-" + provider.name())
                .sorted()
                .toList();
    }
}
