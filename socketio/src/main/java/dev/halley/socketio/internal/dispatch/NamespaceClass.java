package dev.halley.socketio.internal.dispatch;

import dev.halley.socketio.IncomingEvent;
import dev.halley.socketio.annotation.OnConnect;
import dev.halley.socketio.annotation.OnConnectError;
import dev.halley.socketio.annotation.OnDisconnect;
import dev.halley.socketio.annotation.OnEvent;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The methods of an object that handle events: those with an annotation, and those whose names begin with on_; or the one
 * through which the object wants each event to go. Immutable; any thread.
 */
public final class NamespaceClass {
    /** The method of a namespace class that an application may override. */
    private static final String TRIGGER = "triggerEvent";

    private static final String PREFIX = "on_";

    private final Map<String, Handler> methods;
    private final @Nullable Handler trigger;

    private NamespaceClass(Map<String, Handler> methods, @Nullable Handler trigger) {
        this.methods = Map.copyOf(methods);
        this.trigger = trigger;
    }

    /**
     * Reads and checks the methods of an object.
     *
     * @param end the library's own class above it, which is not looked at
     * @param trigger calls the method through which each event goes if a class below that end overrides it
     * @throws IllegalArgumentException if one can't be a handler, or two are for the same event
     */
    public static NamespaceClass read(String namespace, Object target, Class<?> end, Handler.Call trigger) {
        Map<String, Handler> methods = new HashMap<>();
        boolean triggers = false;
        Set<String> overriding = new HashSet<>();
        for (Class<?> type = target.getClass(); type != null && type != end; type = type.getSuperclass()) {
            Method[] declared = type.getDeclaredMethods();
            // the JVM's order may change from run to run
            Arrays.sort(declared, Comparator.comparing(NamespaceClass::signature));
            for (Method method : declared) {
                triggers |= isTrigger(method);
                // what a subclass overrides is its own: the superclass's annotation does not count
                boolean inherits = Modifier.isPrivate(method.getModifiers()) || overriding.add(signature(method));
                String event = inherits && !method.isSynthetic() ? event(method) : null;
                if (event != null) {
                    HandlerMethod call = new HandlerMethod(target, open(method));
                    Handler before = methods.put(event, Handler.of(namespace, event, false, call));
                    if (before != null) {
                        throw new IllegalArgumentException("method " + name(method) + ": another method is for '"
                                + event + "', too (expected: one method for an event)");
                    }
                }
            }
        }
        return new NamespaceClass(methods, triggers ? Handler.of(namespace, Handler.UNHANDLED, false, trigger) : null);
    }

    private static boolean isTrigger(Method method) {
        return method.getName().equals(TRIGGER)
                && Arrays.equals(method.getParameterTypes(), new Class<?>[] {IncomingEvent.class});
    }

    private static @Nullable String event(Method method) {
        OnEvent named = method.getAnnotation(OnEvent.class);
        if (named != null) {
            return named.value().isEmpty() ? method.getName() : named.value();
        }
        if (method.isAnnotationPresent(OnConnect.class)) {
            return "connect";
        }
        if (method.isAnnotationPresent(OnDisconnect.class)) {
            return "disconnect";
        }
        if (method.isAnnotationPresent(OnConnectError.class)) {
            return "connect_error";
        }
        String name = method.getName();
        return name.startsWith(PREFIX) && name.length() > PREFIX.length() ? name.substring(PREFIX.length()) : null;
    }

    private static Method open(Method method) {
        if (Modifier.isStatic(method.getModifiers())) {
            throw new IllegalArgumentException(
                    "method " + name(method) + ": static (expected: a method of the object)");
        }
        try {
            method.setAccessible(true);
            return method;
        } catch (InaccessibleObjectException closed) {
            Class<?> owner = method.getDeclaringClass();
            throw new IllegalArgumentException(
                    "method " + name(method) + ": not accessible (expected: 'opens " + owner.getPackageName()
                            + " to dev.halley.socketio;' in the module declaration of "
                            + owner.getModule().getName() + ")",
                    closed);
        }
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }

    static String name(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName();
    }

    /** Who gets an event; null when it is ignored. */
    @Nullable Handler handler(String event) {
        return trigger != null ? trigger : methods.get(event);
    }

    /**
     * Calls the method of an event.
     *
     * @return what it returned; null as well when there is none
     */
    public @Nullable Object call(IncomingEvent event) throws Throwable {
        Handler method = methods.get(event.name());
        return method == null ? null : method.call(event);
    }
}
