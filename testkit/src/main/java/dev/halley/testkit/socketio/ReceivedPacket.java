package dev.halley.testkit.socketio;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A Socket.IO packet as a {@link SocketIoTestServer} received it. Immutable. */
public final class ReceivedPacket {
    private static final Kind[] KINDS = Kind.values();

    private final SioPacket packet;
    private final Origin origin;
    private final @Nullable NamespaceSession session;

    /** What a packet is, in the order of the numbers. */
    public enum Kind {
        /** Joins a namespace. */
        CONNECT(0),
        /** Leaves a namespace. */
        DISCONNECT(1),
        /** An event, with attachments or without. */
        EVENT(2),
        /** The answer to an event, with attachments or without. */
        ACK(3),
        /** No client sends it. */
        CONNECT_ERROR(4);

        final int number;

        Kind(int number) {
            this.number = number;
        }

        /** Null where there is none of this number. */
        static @Nullable Kind of(int number) {
            for (Kind kind : KINDS) {
                if (kind.number == number) {
                    return kind;
                }
            }
            return null;
        }
    }

    /** Where and when it came. */
    record Origin(EngineConnection connection, String transport, int number, Instant time) {
        static Origin of(EngineConnection connection, int number, Instant time) {
            return new Origin(connection, connection.current().name(), number, time);
        }
    }

    ReceivedPacket(SioPacket packet, Origin origin, @Nullable NamespaceSession session) {
        this.packet = packet;
        this.origin = origin;
        this.session = session;
    }

    /**
     * What it is.
     *
     * @return the kind
     */
    public Kind kind() {
        return packet.kind();
    }

    /**
     * Where it belongs.
     *
     * @return the namespace, such as {@code /} or {@code /chat}, with the query that version 4 has in a connect
     */
    public String namespace() {
        return packet.namespace();
    }

    /**
     * The id of the ack that it asks for, or that it is.
     *
     * @return the id; empty where there is none
     */
    public OptionalLong id() {
        return packet.id() < 0 ? OptionalLong.empty() : OptionalLong.of(packet.id());
    }

    /**
     * An event's name.
     *
     * @return the name; empty for other packets
     */
    public String event() {
        return kind() == Kind.EVENT ? String.valueOf(list().get(0)) : "";
    }

    /**
     * The arguments of an event or ack: maps, lists, strings, booleans, numbers, nulls, and {@code byte[]} for bytes.
     *
     * @return the arguments, without the event's name; none for other packets
     */
    public List<@Nullable Object> args() {
        return switch (kind()) {
            case EVENT -> Collections.unmodifiableList(list().subList(1, list().size()));
            case ACK -> Collections.unmodifiableList(list());
            default -> List.of();
        };
    }

    @SuppressWarnings("unchecked")
    private List<@Nullable Object> list() {
        return (List<@Nullable Object>) Objects.requireNonNull(payload());
    }

    /**
     * The whole payload: for a connect the credentials.
     *
     * @return the value; null where there is none
     */
    public @Nullable Object payload() {
        return packet.data();
    }

    /**
     * The session of the namespace that it came for.
     *
     * @return the session
     * @throws IllegalStateException if it is no event, ack or disconnect
     */
    public NamespaceSession session() {
        if (session == null) {
            throw new IllegalStateException("packet: " + this + " (expected: one of a namespace that is connected)");
        }
        return session;
    }

    /**
     * The session of the engine that it came over.
     *
     * @return the session
     */
    public EngineConnection connection() {
        return origin.connection;
    }

    /**
     * The transport that brought it.
     *
     * @return {@code polling} or {@code websocket}
     */
    public String transport() {
        return origin.transport;
    }

    /**
     * When it came.
     *
     * @return the instant, in virtual time where the server lives there
     */
    public Instant time() {
        return origin.time;
    }

    /**
     * Its place among all packets of the server.
     *
     * @return the number, from 1 in the order of arrival
     */
    public int number() {
        return origin.number;
    }

    /**
     * Whether the client asks for an ack.
     *
     * @return whether it is an event with an id
     */
    public boolean asksForAck() {
        return kind() == Kind.EVENT && packet.id() >= 0;
    }

    /**
     * Acknowledges it. Each call sends a packet, though a client takes the first one only.
     *
     * @param args the arguments; maps, iterables, strings, booleans, numbers, nulls and {@code byte[]}
     * @throws IllegalStateException if it does not ask for an ack
     */
    public void ack(@Nullable Object... args) {
        if (!asksForAck()) {
            throw new IllegalStateException("packet: " + this + " (expected: an event with an id)");
        }
        session().ack(packet.id(), Arrays.asList(args));
    }

    @Override
    public String toString() {
        return "packet " + origin.number + ": " + kind() + " " + namespace()
                + (packet.id() < 0 ? "" : " id " + packet.id()) + (kind() == Kind.EVENT ? " " + event() : "") + " over "
                + origin.transport;
    }
}
