package dev.halley.socketio.internal.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.json.JsonException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BinaryTest {
    record Box(Object content) {}

    enum Container {
        MAP(each -> Map.of("a", each)),
        LIST(List::of),
        ARRAY(each -> new Object[] {each}),
        RECORD(Box::new);

        private final UnaryOperator<Object> around;

        Container(UnaryOperator<Object> around) {
            this.around = around;
        }
    }

    /** Fields of types that a map or a list of anything fits, or not. */
    @SuppressWarnings("rawtypes")
    abstract static class Types {
        Object any;
        Map map;
        List list;
        Collection collection;
        Map<String, Object> ofText;
        Map<Object, Object> ofAny;
        Map<?, ?> wild;
        List<Object> objects;
        List<?> wildList;
        Collection<?> wildCollection;

        String noText;
        Set<Object> noSet;
        HashMap<String, Object> noClass;
        Map<Integer, Object> noNumbers;
        Map<String, String> noTexts;
        List<String> noStrings;
        List<? extends Number> noBound;
        Collection<String> noCollection;
    }

    @Test
    void bytes_are_found_wherever_they_are() {
        for (Object bytes : List.of(new byte[1], ByteBuffer.allocate(1))) {
            assertThat(Binary.isIn(bytes)).isTrue();
            for (Container each : Container.values()) {
                assertThat(Binary.isIn(each.around.apply(bytes))).as("%s", each).isTrue();
            }
            assertThat(Binary.isIn(Optional.of(bytes))).isTrue();
            assertThat(Binary.isIn(List.of(1, Optional.of(Map.of("a", bytes))))).isTrue();
        }
        for (Object other : List.of("a", 1, true, 'c', new Object(), new char[1], Optional.empty(), Optional.of("a"))) {
            assertThat(Binary.isIn(other)).as("%s", other).isFalse();
            for (Container each : Container.values()) {
                assertThat(Binary.isIn(each.around.apply(other))).as("%s", each).isFalse();
            }
        }
        assertThat(Binary.isIn(null)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_value_may_nest_501_containers_and_no_more(Container container) {
        Object value = "x";
        for (int i = 0; i <= 500; i++) {
            value = container.around.apply(value);
        }
        Object deepest = value;

        assertThat(Binary.isIn(deepest)).isFalse();
        assertThatThrownBy(() -> Binary.isIn(container.around.apply(deepest)))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void optional_values_count_as_containers() {
        Object value = "x";
        for (int i = 0; i <= 250; i++) {
            value = Optional.of(List.of(value));
        }
        Object tooDeep = List.of(value);

        assertThatThrownBy(() -> Binary.isIn(tooDeep)).isInstanceOf(JsonException.class);
    }

    @Test
    void a_tree_fits_types_of_maps_and_lists_of_anything() {
        for (var field : Types.class.getDeclaredFields()) {
            if (!field.isSynthetic()) {
                assertThat(Trees.isTree(field.getGenericType()))
                        .as(field.toString())
                        .isEqualTo(!field.getName().startsWith("no"));
            }
        }
    }

    @Test
    void a_tree_is_decoded_as_its_class() throws NoSuchFieldException {
        Type map = Types.class.getDeclaredField("ofText").getGenericType();

        assertThat(Trees.rawClass(map)).isEqualTo(Map.class);
        assertThat(Trees.rawClass(Object.class)).isEqualTo(Object.class);
    }
}
