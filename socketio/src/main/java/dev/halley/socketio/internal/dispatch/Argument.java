package dev.halley.socketio.internal.dispatch;

import dev.halley.TypeRef;
import dev.halley.socketio.Args;
import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** What one parameter of a method, or one component of a record, takes of the arguments of an event. Immutable; any thread. */
@FunctionalInterface
public interface Argument {
    /** The value; null where there is none. */
    @Nullable Object of(Args args);

    /**
     * The argument at a place, or for {@link Args} all from that place on.
     *
     * @param type the same as the class, with its type arguments
     * @param where whose it is, for errors
     */
    static Argument of(int index, Class<?> raw, Type type, String where) {
        if (raw == Args.class) {
            return args -> args.rest(index);
        }
        if (!raw.isPrimitive()) {
            TypeRef<?> wanted = TypeRef.of(type);
            return args -> args.get(index, wanted);
        }
        TypeRef<?> boxed = TypeRef.of(MethodType.methodType(raw).wrap().returnType());
        String missing = "argument " + index + " of " + where + ": missing or null (expected: " + raw + ")";
        return args -> {
            Object value = args.get(index, boxed);
            if (value == null) {
                throw new IllegalArgumentException(missing);
            }
            return value;
        };
    }
}
