package dev.halley.json.jackson3;

import dev.halley.json.JsonCodec;
import dev.halley.testkit.JsonCodecConformance;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class Jackson3ConformanceTest {
    static List<JsonCodecConformance.Case> default_codec() {
        return JsonCodecConformance.cases(Jackson3Codec.create());
    }

    /** With Jackson 3's own defaults, but for primitives, which the checks leave out. */
    static List<JsonCodecConformance.Case> codec_of_an_own_mapper() {
        return JsonCodecConformance.cases(Jackson3Codec.of(JsonMapper.builder()
                .findAndAddModules()
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()));
    }

    static List<JsonCodecConformance.Case> codec_of_two_functions() {
        JsonCodec jackson = Jackson3Codec.create();
        return JsonCodecConformance.plainCases(JsonCodec.of(
                jackson::encode, json -> jackson.decode(json.toCharArray(), 0, json.length(), Object.class)));
    }

    @ParameterizedTest
    @MethodSource({"default_codec", "codec_of_an_own_mapper", "codec_of_two_functions"})
    void conforms(JsonCodecConformance.Case conformance) {
        conformance.run();
    }
}
