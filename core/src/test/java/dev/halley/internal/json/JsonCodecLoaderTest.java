package dev.halley.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.halley.json.JsonCodec;
import dev.halley.json.JsonCodecProvider;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class JsonCodecLoaderTest {
    private static final JsonCodec CODEC = JsonCodec.of(String::valueOf, JsonValues::parse);

    @Test
    void the_highest_priority_wins() {
        JsonCodec other = JsonCodec.of(String::valueOf, JsonValues::parse);
        List<JsonCodecProvider> providers = List.of(
                provider("low", -5, () -> other), provider("high", 7, () -> CODEC), provider("mid", 0, () -> other));
        assertThat(JsonCodecLoader.choose(providers)).isSameAs(CODEC);
    }

    @Test
    void of_equal_priorities_the_first_name_wins() {
        JsonCodec other = JsonCodec.of(String::valueOf, JsonValues::parse);
        assertThat(JsonCodecLoader.choose(List.of(provider("b", 0, () -> other), provider("a", 0, () -> CODEC))))
                .isSameAs(CODEC);
    }

    @Test
    void says_what_to_add_when_there_is_none() {
        assertThatIllegalStateException()
                .isThrownBy(() -> JsonCodecLoader.choose(List.of()))
                .withMessageContaining("halley-json-jackson");
    }

    @Test
    void names_the_codec_whose_library_does_not_fit() {
        JsonCodecProvider broken = provider("jackson", 0, () -> {
            throw new NoClassDefFoundError("com/fasterxml/jackson/databind/ObjectMapper");
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> JsonCodecLoader.choose(List.of(broken)))
                .withMessageContaining("jackson")
                .withMessageContaining("ObjectMapper")
                .withCauseInstanceOf(NoClassDefFoundError.class);
    }

    private static JsonCodecProvider provider(String name, int priority, Supplier<JsonCodec> codec) {
        return new JsonCodecProvider() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int priority() {
                return priority;
            }

            @Override
            public JsonCodec codec() {
                return codec.get();
            }
        };
    }
}
