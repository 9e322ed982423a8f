package dev.halley.reliability.mutation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is mutated: classes of a module, and the tests that have to notice. Patterns are those of PIT. */
public enum Unit {
    /** Decides what a Bayeux session does. */
    BAYEUX_MACHINE(
            "the machine of a Bayeux session, and that of its subscriptions",
            "bayeux",
            "dev.halley.bayeux.",
            List.of(
                    "internal.session.BayeuxMachine*",
                    "internal.session.Opening*",
                    "internal.session.ConnectLoop*",
                    "internal.session.Promoting*",
                    "internal.session.Promotion*",
                    "internal.session.Retrying*",
                    "internal.session.Retries*",
                    "internal.session.Renewal*",
                    "internal.session.Leaving*",
                    "internal.session.Turn*",
                    "internal.session.SessionState*",
                    "internal.session.SessionEvent*",
                    "internal.session.SessionEffect*",
                    "internal.session.SessionRules*",
                    "internal.session.Route*",
                    "internal.session.Health*",
                    "internal.session.Server*",
                    "internal.session.Hosts*",
                    "internal.dispatch.SubscriptionMachine*"),
            // Not those that look at all states: they keep what they found once, with another mutant.
            List.of(
                    "internal.session.BayeuxMachineTest",
                    "internal.dispatch.*Test",
                    "rules.*RulesTest",
                    "RouteTest",
                    "RenewalTest",
                    "FirstOpenTest",
                    "LifeCycleTest",
                    "SessionSnapshotTest",
                    "BayeuxSessionTest")),
    /** Messages of Bayeux. */
    BAYEUX_MESSAGES(
            "messages of Bayeux read and written; bytes as Z85",
            "bayeux",
            "dev.halley.bayeux.",
            List.of("internal.message.*", "internal.extension.Z85*"),
            List.of(
                    "internal.message.*Test",
                    "internal.extension.*Test",
                    "rules.MessageRulesTest",
                    "rules.AdviceRulesTest",
                    "rules.ChannelRulesTest",
                    "rules.HandshakeRulesTest",
                    "rules.PublishRulesTest",
                    "BinaryExtensionTest",
                    "ExtensionTest",
                    "HandshakeFieldsTest",
                    "AckTest",
                    "ReplayTest")),
    /** Decides what an Engine.IO session does. */
    ENGINEIO_MACHINE(
            "the machine of an Engine.IO session",
            "engineio",
            "dev.halley.engineio.internal.session.",
            List.of("EngineMachine*", "EngineState*", "SessionEvent*", "SessionEffect*"),
            List.of("*Test")),
    /** Packets of Engine.IO. */
    ENGINEIO_PAYLOADS(
            "packets and payloads of Engine.IO 3 and 4",
            "engineio",
            "dev.halley.engineio.internal.payload.",
            List.of("*"),
            List.of("*Test")),
    /** Decides what a Socket.IO client does. */
    SOCKETIO_MACHINES(
            "the machines of namespaces and of reconnecting",
            "socketio",
            "dev.halley.socketio.internal.session.",
            List.of(
                    "ReconnectMachine*",
                    "LinkState*",
                    "LinkEvent*",
                    "LinkEffect*",
                    "NamespaceMachine*",
                    "NamespaceState*",
                    "NamespaceEvent*",
                    "NamespaceEffect*"),
            List.of("*MachineTest", "Machine*Test")),
    /** Packets of Socket.IO. */
    SOCKETIO_PACKETS(
            "packets of Socket.IO as JSON, and how they are put together with their attachments",
            "socketio",
            "dev.halley.socketio.internal.packet.",
            List.of("*"),
            List.of("*Test")),
    /** Positions of Socket.IO's recovery. */
    SOCKETIO_RECOVERY(
            "the offset of what was processed, for the recovery",
            "socketio",
            "dev.halley.socketio.internal.session.",
            List.of("Recovery*"),
            List.of("RecoveryTest")),
    /** Packets of Socket.IO as MessagePack. */
    MSGPACK(
            "packets of Socket.IO as MessagePack",
            "parser-msgpack",
            "dev.halley.socketio.msgpack.",
            List.of("*"),
            List.of("*Test")),
    /** Envelopes. */
    JSON_SCANNER(
            "the scanner of envelopes, and JSON written and read without a library",
            "core",
            "dev.halley.",
            List.of(
                    "internal.json.JsonScanner*",
                    "internal.json.JsonTokens*",
                    "internal.json.JsonText*",
                    "internal.json.JsonValues*",
                    "internal.json.JsonErrors*",
                    "json.LambdaCodec*"),
            List.of("internal.json.*Test", "json.*Test")),
    /** Bodies and messages that come in parts. */
    ASSEMBLERS(
            "messages of WebSockets and bodies of replies, put together and unpacked within limits",
            "core",
            "dev.halley.internal.http.",
            List.of("MessageAssembler*", "BinaryAssembler*", "BodyCollector*", "BodyInflater*", "GzipHeader*"),
            List.of("MessageAssemblerTest", "BinarySocketTest", "CompressionTest", "HttpAgentTest")),
    /** The default codec. */
    JACKSON(
            "the codec over Jackson 2",
            "json-jackson",
            "dev.halley.json.jackson.",
            List.of("*"),
            List.of("JacksonCodecTest", "JacksonConformanceTest", "ReusedParserTest")),
    /** The one over Jackson 3. */
    JACKSON3("the codec over Jackson 3", "json-jackson3", "dev.halley.json.jackson3.", List.of("*"), List.of("*Test")),
    /** The one over Gson. */
    GSON("the codec over Gson", "json-gson", "dev.halley.json.gson.", List.of("*"), List.of("*Test"));

    /** What the short run takes: it is through in a few minutes. */
    public static final List<Unit> MACHINES = List.of(BAYEUX_MACHINE, ENGINEIO_MACHINE, SOCKETIO_MACHINES);

    private final String summary;
    private final String module;
    private final String classes;
    private final String tests;

    Unit(String summary, String module, String root, List<String> classes, List<String> tests) {
        this.summary = summary;
        this.module = module;
        this.classes = classes.stream().map(root::concat).collect(Collectors.joining(","));
        this.tests = tests.stream().map(root::concat).collect(Collectors.joining(","));
    }

    /**
     * What it is.
     *
     * @return some words
     */
    public String summary() {
        return summary;
    }

    /**
     * Where it is.
     *
     * @return the directory's name
     */
    public String module() {
        return module;
    }

    /**
     * What is mutated.
     *
     * @return patterns of class names, separated by commas
     */
    public String classes() {
        return classes;
    }

    /**
     * What runs with each mutant.
     *
     * @return patterns of class names, separated by commas
     */
    public String tests() {
        return tests;
    }

    /**
     * The unit of a name.
     *
     * @param name in lower case, with hyphens
     * @return the unit
     * @throws IllegalArgumentException if there is none
     */
    public static Unit of(String name) {
        return Arrays.stream(values())
                .filter(unit -> unit.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unit: " + name + " (expected: "
                        + Arrays.stream(values()).map(Unit::toString).collect(Collectors.joining(", ")) + ")"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
