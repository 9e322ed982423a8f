package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClient;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever one face can do, the other one can. */
class FacesIT {
    /** What waiting adds: a loop, and a receive with a limit, for which a future has orTimeout and cancel. */
    private static final Set<String> ONLY_BLOCKING =
            Set.of("iterator(): Iterator<BayeuxMessage>", "receive(Duration): Optional<BayeuxMessage>");

    /** A close that only starts. */
    private static final Set<String> ONLY_ASYNC = Set.of("close(): void");

    private static final Map<String, String> NAMES = Map.of("closeAsync", "close", "blocking", "", "async", "");

    @Test
    void the_blocking_and_the_async_face_have_the_same_operations() {
        TreeSet<String> blocking = operations(BayeuxClient.class);
        TreeSet<String> async = operations(AsyncBayeuxClient.class);
        TreeSet<String> onlyBlocking = new TreeSet<>(blocking);
        onlyBlocking.removeAll(async);
        onlyBlocking.removeAll(ONLY_BLOCKING);
        TreeSet<String> onlyAsync = new TreeSet<>(async);
        onlyAsync.removeAll(blocking);
        onlyAsync.removeAll(ONLY_ASYNC);
        assertThat(onlyBlocking).as("only in the blocking face").isEmpty();
        assertThat(onlyAsync).as("only in the async face").isEmpty();
        assertThat(blocking).hasSizeGreaterThan(20);
    }

    /** Public methods without their waiting: a stage of something counts as that something. */
    private static TreeSet<String> operations(Class<?> face) {
        TreeSet<String> operations = new TreeSet<>();
        for (Method method : face.getDeclaredMethods()) {
            String name = NAMES.getOrDefault(method.getName(), method.getName());
            boolean own = Modifier.isPublic(method.getModifiers())
                    && !Modifier.isStatic(method.getModifiers())
                    && !method.isSynthetic();
            if (own && !name.isEmpty()) {
                operations.add(name
                        + Arrays.stream(method.getGenericParameterTypes())
                                .map(FacesIT::text)
                                .collect(Collectors.joining(", ", "(", ")"))
                        + ": " + text(result(method.getGenericReturnType())));
            }
        }
        return operations;
    }

    private static Type result(Type type) {
        boolean stage = type instanceof ParameterizedType stageOf
                && CompletionStage.class.isAssignableFrom((Class<?>) stageOf.getRawType());
        return stage ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
    }

    private static String text(Type type) {
        return type.getTypeName()
                .replaceAll("[a-z]+(\\.[a-z]+)*\\.([A-Z])", "$2")
                .replace("Flow$", "")
                .replace("AsyncBayeuxClient", "BayeuxClient")
                .replace("Void", "void")
                .replace("Boolean", "boolean");
    }
}
