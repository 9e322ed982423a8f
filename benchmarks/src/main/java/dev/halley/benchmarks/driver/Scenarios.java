package dev.halley.benchmarks.driver;

import dev.halley.benchmarks.driver.Scenario.Procedure;
import dev.halley.wire.WireProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** All there is to compare. */
final class Scenarios {
    private static final int[] SIZES = {100, 1024, 16384};

    private Scenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (int size : SIZES) {
            for (String protocol : List.of("socketio", "bayeux")) {
                all.add(receive(protocol, size));
            }
        }
        for (int size : SIZES) {
            all.add(of(
                    "receive-socketio-binary-" + size,
                    Procedure.TURNS,
                    "socketio",
                    subjects("socketio", true),
                    size == 100,
                    "bench",
                    "flood",
                    "size",
                    "" + size,
                    "binary",
                    "true"));
        }
        for (String protocol : List.of("socketio", "bayeux")) {
            all.add(of(
                    "round-trip-" + protocol,
                    Procedure.TURNS,
                    protocol,
                    subjects(protocol, true),
                    true,
                    "bench",
                    "call",
                    "size",
                    "100",
                    "window",
                    "1"));
            all.add(of(
                    "round-trip-half-load-" + protocol,
                    Procedure.HALF_LOAD,
                    protocol,
                    subjects(protocol, false),
                    false,
                    "bench",
                    "call",
                    "size",
                    "100",
                    "window",
                    "64"));
        }
        all.add(of(
                "emit-socketio",
                Procedure.TURNS,
                "socketio",
                subjects("socketio", true),
                true,
                "bench",
                "emit",
                "size",
                "100"));
        all.add(of(
                "emit-acknowledged-socketio",
                Procedure.TURNS,
                "socketio",
                subjects("socketio", true),
                true,
                "bench",
                "call",
                "size",
                "100",
                "window",
                "256"));
        all.add(of(
                "publish-bayeux",
                Procedure.TURNS,
                "bayeux",
                subjects("bayeux", true),
                true,
                "bench",
                "call",
                "size",
                "100",
                "window",
                "256"));
        for (String protocol : List.of("socketio", "bayeux")) {
            all.add(of(
                    "receive-polling-" + protocol,
                    Procedure.TURNS,
                    protocol,
                    subjects(protocol, true),
                    true,
                    "bench",
                    "flood",
                    "size",
                    "100",
                    "polling",
                    "true"));
        }
        for (String protocol : List.of("socketio", "bayeux")) {
            all.add(of(
                    "idle-" + protocol,
                    Procedure.CONNECTIONS,
                    protocol,
                    subjects(protocol, false),
                    false,
                    "bench",
                    "idle"));
            all.add(of(
                    "reconnect-storm-" + protocol,
                    Procedure.STORM,
                    protocol,
                    subjects(protocol, false),
                    false,
                    "bench",
                    "storm"));
        }
        all.add(new Scenario(
                "start",
                Procedure.START,
                Map.of(),
                List.of("halley --version", "java -version"),
                "java -version",
                true));
        return all;
    }

    private static Scenario receive(String protocol, int size) {
        List<String> subjects = new ArrayList<>();
        subjects.add("bare-socket");
        for (String subject : subjects(protocol, true)) {
            subjects.add(subject);
            if (subject.startsWith("halley-") && size == 100) {
                subjects.add(subject + "-map");
                if (protocol.equals("bayeux")) {
                    subjects.add(subject + "-ext");
                }
            }
        }
        return of(
                "receive-" + protocol + "-text-" + size,
                Procedure.TURNS,
                protocol,
                subjects,
                size == 100,
                "bench",
                "flood",
                "size",
                "" + size);
    }

    private static Scenario of(
            String name,
            Procedure procedure,
            String protocol,
            List<String> subjects,
            boolean quick,
            String... settings) {
        Map<String, String> all = new TreeMap<>(Map.of("protocol", protocol));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new Scenario(name, procedure, all, subjects, peer(protocol), quick);
    }

    private static String peer(String protocol) {
        return protocol.equals("bayeux") ? "cometd-java" : "socket.io-client-java";
    }

    /** Halley over each wire that is present, then the others. */
    private static List<String> subjects(String protocol, boolean node) {
        List<String> subjects = new ArrayList<>();
        ServiceLoader.load(WireProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .map(provider -> "halley-" + provider.name())
                .sorted()
                .forEach(subjects::add);
        subjects.add(peer(protocol));
        if (node && protocol.equals("socketio")) {
            subjects.add("socket.io-client-node");
        }
        return subjects;
    }

    /** How many connections a subject is asked to hold. */
    static int connections(String subject, Procedure procedure, boolean quick) {
        if (subject.equals("socket.io-client-java")) {
            // OkHttp's dispatcher, as this client uses it, never opens more than 64.
            return 50;
        }
        if (quick) {
            return 100;
        }
        return procedure == Procedure.CONNECTIONS && subject.equals("halley-netty") ? 10_000 : 1_000;
    }
}
