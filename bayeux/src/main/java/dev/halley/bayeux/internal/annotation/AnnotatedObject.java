package dev.halley.bayeux.internal.annotation;

import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.annotation.Listener;
import dev.halley.bayeux.annotation.Session;
import dev.halley.bayeux.annotation.Subscription;
import dev.halley.bayeux.internal.dispatch.Wanted;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What the annotations of an object and its superclasses ask for. On the thread that registers it. */
public final class AnnotatedObject {
    private final Object target;
    private final AsyncBayeuxClient async;
    private final BayeuxClient blocking;
    private final List<Wanted> subscriptions = new ArrayList<>();
    private final List<Wanted> listeners = new ArrayList<>();
    private final List<Field> sessions = new ArrayList<>();

    private AnnotatedObject(Object target, AsyncBayeuxClient async, BayeuxClient blocking) {
        this.target = target;
        this.async = async;
        this.blocking = blocking;
    }

    /**
     * Reads and checks everything, and changes nothing.
     *
     * @throws IllegalArgumentException if an annotation can't be obeyed, or there is none on a method
     */
    public static AnnotatedObject read(Object target, AsyncBayeuxClient async, BayeuxClient blocking) {
        AnnotatedObject object = new AnnotatedObject(target, async, blocking);
        Set<String> overriding = new HashSet<>();
        for (Class<?> type = target.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                object.field(field);
            }
            Method[] methods = type.getDeclaredMethods();
            // the JVM's order may change from run to run
            Arrays.sort(methods, Comparator.comparing(AnnotatedObject::signature));
            for (Method method : methods) {
                // what a subclass overrides is its own: the superclass's annotation does not count
                boolean inherits = Modifier.isPrivate(method.getModifiers()) || overriding.add(signature(method));
                if (inherits && !method.isSynthetic()) {
                    object.method(method);
                }
            }
        }
        if (object.subscriptions.isEmpty() && object.listeners.isEmpty()) {
            throw new IllegalArgumentException(
                    "object: " + target.getClass().getName() + " (expected: a method with @Subscription or @Listener)");
        }
        return object;
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }

    private void field(Field field) {
        if (!field.isAnnotationPresent(Session.class)) {
            return;
        }
        if (Modifier.isStatic(field.getModifiers()) || Modifier.isFinal(field.getModifiers())) {
            throw Misuse.of(field, "static or final", "a field of the object that can be set");
        }
        if (Clients.of(field.getType(), async, blocking) == null) {
            throw Misuse.of(field, "is a " + field.getType().getName(), Clients.EXPECTED);
        }
        Misuse.open(field);
        sessions.add(field);
    }

    private void method(Method method) {
        Subscription subscribed = method.getAnnotation(Subscription.class);
        Listener listening = method.getAnnotation(Listener.class);
        if (subscribed == null && listening == null) {
            return;
        }
        BoundMethod bound = new BoundMethod(target, method, async, blocking);
        if (subscribed != null) {
            add(method, subscribed.value(), Wanted::subscription, bound, subscriptions);
        }
        if (listening != null) {
            add(method, listening.value(), Wanted::listening, bound, listeners);
        }
    }

    private static void add(
            Method method, String[] channels, Function<String, Wanted> reading, BoundMethod bound, List<Wanted> all) {
        if (channels.length == 0) {
            throw Misuse.of(method, "no channel", "one or more");
        }
        for (String channel : channels) {
            Wanted wanted;
            try {
                wanted = reading.apply(channel);
            } catch (IllegalArgumentException invalid) {
                throw new IllegalArgumentException(Misuse.name(method) + ": " + invalid.getMessage(), invalid);
            }
            all.add(bound.handling(wanted));
        }
    }

    /** Sets the fields that get the client. */
    public void inject() {
        for (Field field : sessions) {
            try {
                field.set(target, Clients.of(field.getType(), async, blocking));
            } catch (IllegalAccessException unexpected) {
                throw new IllegalStateException(Misuse.name(field) + ": not accessible any more", unexpected);
            }
        }
    }

    public List<Wanted> subscriptions() {
        return List.copyOf(subscriptions);
    }

    public List<Wanted> listeners() {
        return List.copyOf(listeners);
    }
}
