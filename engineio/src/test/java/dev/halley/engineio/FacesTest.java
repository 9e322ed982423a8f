package dev.halley.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Fails when one face lacks an operation of the other. */
class FacesTest {
    /** What waits in one face is a future of the other; a limit is what the future's own methods give. */
    private static final Map<String, String> NAMES = Map.of(
            "awaitClosed()", "closed()", "awaitClosed(java.time.Duration)", "closed()", "closeAsync()", "close()");

    private static Set<String> operations(Class<?> face) {
        return Arrays.stream(face.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class && !method.isSynthetic())
                .map(FacesTest::signature)
                .map(signature -> NAMES.getOrDefault(signature, signature))
                .filter(signature -> !signature.equals("async()") && !signature.equals("blocking()"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String signature(Method method) {
        String parameters = Arrays.stream(method.getGenericParameterTypes())
                .map(type -> type.getTypeName())
                .collect(Collectors.joining(", "));
        return (Modifier.isStatic(method.getModifiers()) ? "static " : "") + method.getName() + "(" + parameters + ")";
    }

    @Test
    void each_operation_of_one_face_is_one_of_the_other() {
        assertThat(operations(EngineIoClient.class)).isNotEmpty().isEqualTo(operations(AsyncEngineIoClient.class));
    }

    @Test
    void what_waits_in_one_face_is_a_future_of_the_other() throws Exception {
        for (Method waiting : EngineIoClient.class.getMethods()) {
            if (Set.of("open", "send").contains(waiting.getName())) {
                Method async = AsyncEngineIoClient.class.getMethod(waiting.getName(), waiting.getParameterTypes());
                assertThat(async.getReturnType()).as(async.toString()).isEqualTo(CompletableFuture.class);
                assertThat(waiting.getReturnType()).as(waiting.toString()).isIn(void.class, EngineIoClient.class);
            }
        }
    }
}
