package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.wire.Wire;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class WireLoaderTest {
    @Test
    void where_there_is_no_wire_the_error_names_one() {
        Assumptions.assumeTrue(
                ServiceLoader.load(WireProvider.class).findFirst().isEmpty());
        assertThatThrownBy(WireLoader::defaultProvider)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("halley-wire-jdk");
    }

    private record Named(String name, int priority) implements WireProvider {
        @Override
        public Wire open(WireSettings settings) {
            throw new AssertionError("not opened");
        }
    }

    @Test
    void the_wire_that_is_named_is_taken_and_otherwise_the_preferred_one() {
        List<WireProvider> found = List.of(new Named("jdk", 0), new Named("netty", 100));
        assertThat(WireLoader.choose(found, null).name()).isEqualTo("netty");
        assertThat(WireLoader.choose(found, " ").name()).isEqualTo("netty");
        assertThat(WireLoader.choose(found, "jdk").name()).isEqualTo("jdk");
        assertThatThrownBy(() -> WireLoader.choose(found, "okhttp"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("halley.wire: okhttp (expected: one of the wires that are present: jdk, netty)");
    }
}
