package dev.halley.socketio.internal.dispatch;

import dev.halley.socketio.Ack;
import dev.halley.socketio.Args;
import dev.halley.socketio.IncomingEvent;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * A method as a handler: its parameters take the event's arguments one after the other, but for an {@link IncomingEvent} or
 * {@link Ack}, which it gets besides; what it returns is the answer. Called on the client's executor.
 */
final class HandlerMethod implements Handler.Call {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Given[] parameters;
    private final MethodHandle method;

    /** Where the value of one parameter comes from. */
    private interface Given {
        @Nullable Object of(IncomingEvent event);
    }

    /**
     * Reads the method once.
     *
     * @param method one that is accessible
     */
    HandlerMethod(Object target, Method method) {
        Parameter[] declared = method.getParameters();
        this.parameters = new Given[declared.length];
        int next = 0;
        for (int i = 0; i < declared.length; i++) {
            Class<?> type = declared[i].getType();
            if (type == IncomingEvent.class) {
                parameters[i] = event -> event;
            } else if (type == Ack.class) {
                parameters[i] = IncomingEvent::ack;
            } else {
                Argument argument =
                        Argument.of(next, type, declared[i].getParameterizedType(), NamespaceClass.name(method));
                parameters[i] = event -> argument.of(event.args());
                next += type == Args.class ? 0 : 1;
            }
        }
        try {
            this.method = LOOKUP.unreflect(method)
                    .bindTo(target)
                    .asFixedArity()
                    .asSpreader(Object[].class, declared.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException("method " + NamespaceClass.name(method) + ": was not opened", closed);
        }
    }

    @Override
    public @Nullable Object call(IncomingEvent event) throws Throwable {
        @Nullable Object[] values = new Object[parameters.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = parameters[i].of(event);
        }
        return method.invokeExact(values);
    }
}
