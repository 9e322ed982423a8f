package dev.halley.socketio.internal.dispatch;

import dev.halley.TypeRef;
import dev.halley.socketio.Ack;
import dev.halley.socketio.Args;
import dev.halley.socketio.IncomingEvent;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A method as a handler: its parameters take the event's arguments one after the other, but for an {@link IncomingEvent},
 * {@link Args} or {@link Ack}, which it gets besides; what it returns is the answer. Called on the client's executor.
 */
final class HandlerMethod implements Handler.Call {
    private final Object target;
    private final Method method;
    private final List<Argument> arguments = new ArrayList<>();

    /** Where one argument comes from. */
    private interface Argument {
        @Nullable Object of(IncomingEvent event);
    }

    HandlerMethod(Object target, Method method) {
        this.target = target;
        this.method = method;
        int next = 0;
        for (Parameter parameter : method.getParameters()) {
            Class<?> type = parameter.getType();
            if (type == IncomingEvent.class) {
                arguments.add(event -> event);
            } else if (type == Args.class) {
                arguments.add(IncomingEvent::args);
            } else if (type == Ack.class) {
                arguments.add(IncomingEvent::ack);
            } else {
                arguments.add(argument(next++, parameter));
            }
        }
    }

    private Argument argument(int index, Parameter parameter) {
        if (!parameter.getType().isPrimitive()) {
            TypeRef<?> type = TypeRef.of(parameter.getParameterizedType());
            return event -> event.get(index, type);
        }
        TypeRef<?> boxed =
                TypeRef.of(MethodType.methodType(parameter.getType()).wrap().returnType());
        String missing = "argument " + index + " of " + NamespaceClass.name(method) + ": missing or null (expected: "
                + parameter.getType() + ")";
        return event -> {
            Object value = event.get(index, boxed);
            if (value == null) {
                throw new IllegalArgumentException(missing);
            }
            return value;
        };
    }

    @Override
    public @Nullable Object call(IncomingEvent event) throws Throwable {
        @Nullable Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments.get(i).of(event);
        }
        try {
            return method.invoke(target, values);
        } catch (InvocationTargetException thrown) {
            throw Objects.requireNonNull(thrown.getTargetException());
        }
    }
}
