package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.wire.WireProvider;
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
}
