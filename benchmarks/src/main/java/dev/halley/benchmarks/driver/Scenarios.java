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
    private static final List<String> PROTOCOLS = List.of("socketio", "bayeux");
    private static final int[] SIZES = {100, 1024, 16384};
    private static final int WINDOW = 256;

    private Scenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (int size : SIZES) {
            PROTOCOLS.forEach(protocol -> all.add(receive(protocol, size)));
        }
        for (int size : SIZES) {
            all.add(turns("receive-socketio-binary-" + size, "socketio", false, flood(size, "binary")));
        }
        for (String protocol : PROTOCOLS) {
            all.add(turns("round-trip-" + protocol, protocol, true, calls(1)));
            String name = "round-trip-half-load-" + protocol;
            all.add(scenario(name, Procedure.HALF_LOAD, protocol, false, subjects(protocol, false), calls(WINDOW)));
        }
        all.add(turns("emit-socketio", "socketio", true, Map.of("bench", "emit", "size", "100")));
        all.add(turns("emit-acknowledged-socketio", "socketio", false, calls(WINDOW)));
        all.add(turns("publish-bayeux", "bayeux", true, calls(WINDOW)));
        for (String protocol : PROTOCOLS) {
            all.add(turns("receive-polling-" + protocol, protocol, true, flood(100, "polling")));
        }
        for (String protocol : PROTOCOLS) {
            List<String> subjects = subjects(protocol, false);
            all.add(scenario(
                    "idle-" + protocol, Procedure.CONNECTIONS, protocol, false, subjects, Map.of("bench", "idle")));
            String name = "reconnect-storm-" + protocol;
            all.add(scenario(name, Procedure.STORM, protocol, false, subjects, Map.of("bench", "storm")));
        }
        List<String> commands = List.of("halley --version", "java -version");
        all.add(new Scenario("start", Procedure.START, Map.of(), commands, "java -version", true));
        return all;
    }

    private static Scenario receive(String protocol, int size) {
        List<String> subjects = new ArrayList<>(List.of("bare-socket"));
        for (String subject : subjects(protocol, true)) {
            subjects.add(subject);
            if (subject.startsWith("halley-") && size == 100) {
                subjects.add(subject + "-map");
                if (protocol.equals("bayeux")) {
                    subjects.add(subject + "-ext");
                }
            }
        }
        String name = "receive-" + protocol + "-text-" + size;
        return scenario(name, Procedure.TURNS, protocol, size == 100, subjects, flood(size, "text"));
    }

    private static Map<String, String> flood(int size, String flag) {
        return Map.of("bench", "flood", "size", "" + size, flag, "true");
    }

    /** So many calls at once. */
    private static Map<String, String> calls(int window) {
        return Map.of("bench", "call", "size", "100", "window", "" + window);
    }

    private static Scenario turns(String name, String protocol, boolean quick, Map<String, String> settings) {
        return scenario(name, Procedure.TURNS, protocol, quick, subjects(protocol, true), settings);
    }

    private static Scenario scenario(
            String name,
            Procedure procedure,
            String protocol,
            boolean quick,
            List<String> subjects,
            Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("protocol", protocol);
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
