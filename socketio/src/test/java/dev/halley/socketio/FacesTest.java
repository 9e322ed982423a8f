package dev.halley.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fails when one face lacks an operation of another. */
class FacesTest {
    private static Set<String> operations(Class<?> face) {
        Stream<Method> overridable =
                Arrays.stream(face.getDeclaredMethods()).filter(method -> Modifier.isProtected(method.getModifiers()));
        return Stream.concat(Arrays.stream(face.getMethods()), overridable)
                .filter(method -> method.getDeclaringClass() != Object.class && !method.isSynthetic())
                .map(FacesTest::signature)
                .filter(signature -> !signature.startsWith("async(") && !signature.startsWith("blocking("))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String signature(Method method) {
        String parameters = Arrays.stream(method.getGenericParameterTypes())
                .map(type -> type.getTypeName())
                .collect(Collectors.joining(", "));
        return (Modifier.isStatic(method.getModifiers()) ? "static " : "") + method.getName() + "(" + parameters + ")";
    }

    @ParameterizedTest
    @CsvSource({
        "dev.halley.socketio.SocketIoClient, dev.halley.socketio.AsyncSocketIoClient",
        "dev.halley.socketio.Namespace, dev.halley.socketio.AsyncNamespace",
        "dev.halley.socketio.SimpleClient, dev.halley.socketio.AsyncSimpleClient",
        "dev.halley.socketio.EventEmitter, dev.halley.socketio.AsyncEventEmitter",
        "dev.halley.socketio.SocketNamespace, dev.halley.socketio.AsyncSocketNamespace"
    })
    void each_operation_of_one_face_is_one_of_the_other(Class<?> blocking, Class<?> async) {
        assertThat(operations(blocking)).isNotEmpty().isEqualTo(operations(async));
    }

    @ParameterizedTest
    @CsvSource({
        "dev.halley.socketio.SocketNamespace, dev.halley.socketio.Namespace",
        "dev.halley.socketio.AsyncSocketNamespace, dev.halley.socketio.AsyncNamespace"
    })
    void each_helper_of_a_namespace_class_is_an_operation_of_its_namespace(Class<?> helpers, Class<?> namespace) {
        Set<String> names = operations(helpers);
        names.removeAll(Set.of("namespace()", "triggerEvent(dev.halley.socketio.IncomingEvent)"));
        assertThat(operations(namespace)).containsAll(names);
    }
}
