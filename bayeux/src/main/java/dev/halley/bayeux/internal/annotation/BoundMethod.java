package dev.halley.bayeux.internal.annotation;

import dev.halley.TypeRef;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ChannelTemplate;
import dev.halley.bayeux.annotation.Param;
import dev.halley.bayeux.annotation.Session;
import dev.halley.bayeux.internal.dispatch.MessageHandler;
import dev.halley.bayeux.internal.dispatch.Wanted;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One annotated method of one object: where each of its arguments comes from. Called on the client's executor. */
final class BoundMethod {
    private final Object target;
    private final Method method;
    private final List<Argument> arguments = new ArrayList<>();
    private final boolean seesMessage;

    /** Where one argument comes from. */
    private interface Argument {
        @Nullable Object value(BayeuxMessage message, Map<String, String> parameters);
    }

    BoundMethod(Object target, Method method, AsyncBayeuxClient async, BayeuxClient blocking) {
        this.target = target;
        this.method = method;
        if (Modifier.isStatic(method.getModifiers())) {
            throw Misuse.of(method, "static", "a method of the object");
        }
        Class<?> result = method.getReturnType();
        if (result != void.class && !CompletionStage.class.isAssignableFrom(result)) {
            throw Misuse.of(method, "returns " + result.getName(), "void or a CompletionStage");
        }
        Misuse.open(method);
        this.seesMessage = List.of(method.getParameterTypes()).contains(BayeuxMessage.class);
        boolean payload = false;
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            Parameter parameter = parameters[i];
            Param name = parameter.getAnnotation(Param.class);
            if (name != null) {
                arguments.add(parameter(i, parameter, name.value()));
            } else if (parameter.isAnnotationPresent(Session.class)) {
                Object client = Clients.of(parameter.getType(), async, blocking);
                if (client == null) {
                    throw Misuse.of(method, Misuse.position(method, i) + " is no client", Clients.EXPECTED);
                }
                arguments.add((message, values) -> client);
            } else if (payload) {
                throw Misuse.of(
                        method,
                        Misuse.position(method, i) + " has no annotation",
                        "at most one payload; the others with @Param or @Session");
            } else {
                payload = true;
                arguments.add(payload(parameter));
            }
        }
    }

    private Argument parameter(int index, Parameter parameter, String name) {
        if (parameter.getType() != String.class) {
            throw Misuse.of(
                    method,
                    Misuse.position(method, index) + " is a "
                            + parameter.getType().getName(),
                    "@Param(\"" + name + "\") with a String");
        }
        return (message, values) -> values.get(name);
    }

    private static Argument payload(Parameter parameter) {
        if (parameter.getType() == BayeuxMessage.class) {
            return (message, values) -> message;
        }
        if (parameter.getType().isPrimitive()) {
            TypeRef<?> boxed =
                    TypeRef.of(MethodType.methodType(parameter.getType()).wrap().returnType());
            return (message, values) ->
                    Objects.requireNonNull(message.data(boxed), () -> "the payload is null (expected: " + boxed + ")");
        }
        TypeRef<?> type = TypeRef.of(parameter.getParameterizedType());
        return (message, values) -> message.data(type);
    }

    /**
     * The method as the handler of a channel.
     *
     * @throws IllegalArgumentException if the method wants parameters that the channel does not have
     */
    Wanted handling(Wanted channel) {
        ChannelTemplate template = channel.template();
        for (Parameter parameter : method.getParameters()) {
            Param name = parameter.getAnnotation(Param.class);
            if (name != null && (template == null || !template.parameters().contains(name.value()))) {
                throw Misuse.of(
                        method,
                        "@Param(\"" + name.value() + "\") is not in '" + channel.name() + "'",
                        "a template with {" + name.value() + "}");
            }
        }
        return channel.with(
                method.getReturnType() == void.class
                        ? new MessageHandler.Each(this, seesMessage, message -> invoke(template, message))
                        : new MessageHandler.Staged(
                                this, seesMessage, message -> (CompletionStage<?>) invoke(template, message)));
    }

    private @Nullable Object invoke(@Nullable ChannelTemplate template, BayeuxMessage message) {
        Map<String, String> parameters =
                template == null ? Map.of() : template.match(message.channel()).orElse(Map.of());
        @Nullable Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments.get(i).value(message, parameters);
        }
        try {
            return method.invoke(target, values);
        } catch (InvocationTargetException thrown) {
            throw BoundMethod.<RuntimeException>asIs(thrown.getTargetException());
        } catch (IllegalAccessException unexpected) {
            throw new IllegalStateException(Misuse.name(method) + ": not accessible any more", unexpected);
        }
    }

    /** What the method threw is reported as it is, checked or not. */
    @SuppressWarnings("unchecked") // erased: the cast does nothing
    private static <T extends Throwable> RuntimeException asIs(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
