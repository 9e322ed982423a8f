package dev.halley.socketio;

import dev.halley.TypeRef;
import dev.halley.socketio.internal.dispatch.ReceivedEvent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An event from the server: its name, its arguments, and its acknowledgement. Any thread. */
public interface IncomingEvent {
    /**
     * An event that no server sent, for tests of an application's handlers.
     *
     * @param namespace its namespace, such as {@code /}
     * @param name its name
     * @param args its arguments
     * @param ack gives its acknowledgement when a handler asks for it
     * @return the event
     */
    static IncomingEvent of(String namespace, String name, Args args, Supplier<? extends Ack> ack) {
        return new ReceivedEvent(namespace, name, args, ack, null);
    }

    /**
     * Where it came from.
     *
     * @return the namespace, such as {@code /} or {@code /chat}
     */
    String namespace();

    /**
     * Its name.
     *
     * @return the name; a number is given as its text
     */
    String name();

    /**
     * Its arguments.
     *
     * @return the arguments
     */
    Args args();

    /**
     * An argument; see {@link Args#get(int)}.
     *
     * @param index from 0
     * @return the argument; null where there is none, or JSON's null
     */
    default @Nullable Object get(int index) {
        return args().get(index);
    }

    /**
     * An argument as a class or record; see {@link Args#get(int, Class)}.
     *
     * @param index from 0
     * @param type the class
     * @param <T> the type
     * @return the argument; null where there is none, or JSON's null
     * @throws dev.halley.json.JsonException if it does not fit the type
     */
    default <T> @Nullable T get(int index, Class<T> type) {
        return args().get(index, type);
    }

    /**
     * An argument as a type with type arguments; see {@link Args#get(int, TypeRef)}.
     *
     * @param index from 0
     * @param type the type
     * @param <T> the type
     * @return the argument; null where there is none, or JSON's null
     * @throws dev.halley.json.JsonException if it does not fit the type
     */
    default <T> @Nullable T get(int index, TypeRef<T> type) {
        return args().get(index, type);
    }

    /**
     * All arguments as a record; see {@link Args#get(ArgsShape)}.
     *
     * @param shape the record; see {@link Args#as}
     * @param <R> the record
     * @return the record; what it has more than there are arguments is null
     * @throws dev.halley.json.JsonException if one does not fit its component's type
     * @throws IllegalArgumentException if one is missing, or JSON's null, whose component is of a primitive type
     */
    default <R extends Record> R get(ArgsShape<R> shape) {
        return args().get(shape);
    }

    /**
     * The same event with another name, for {@link SocketNamespace#triggerEvent}.
     *
     * @param other the name
     * @return an event with the same arguments and the same acknowledgement
     */
    IncomingEvent withName(String other);

    /**
     * The same event with other arguments, for {@link SocketNamespace#triggerEvent}.
     *
     * @param other the arguments
     * @return an event with the same name and the same acknowledgement
     */
    IncomingEvent withArgs(Args other);

    /**
     * Takes the acknowledgement over: from now on only the returned object answers, now or later, and what handlers
     * return no longer does. Who takes it and never sends leaves the sender waiting.
     *
     * @return the acknowledgement
     */
    Ack ack();
}
