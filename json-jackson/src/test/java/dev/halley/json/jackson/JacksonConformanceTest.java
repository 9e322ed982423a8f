package dev.halley.json.jackson;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halley.json.JsonCodec;
import dev.halley.testkit.JsonCodecConformance;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JacksonConformanceTest {
    static List<JsonCodecConformance.Case> default_codec() {
        return JsonCodecConformance.cases(JacksonCodec.create());
    }

    /** Configured as Spring Boot configures its mapper. */
    static List<JsonCodecConformance.Case> codec_of_an_own_mapper() {
        return JsonCodecConformance.cases(JacksonCodec.of(JsonMapper.builder()
                .findAndAddModules()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()));
    }

    static List<JsonCodecConformance.Case> codec_of_two_functions() {
        JsonCodec jackson = JacksonCodec.create();
        return JsonCodecConformance.plainCases(JsonCodec.of(
                jackson::encode, json -> jackson.decode(json.toCharArray(), 0, json.length(), Object.class)));
    }

    @ParameterizedTest
    @MethodSource({"default_codec", "codec_of_an_own_mapper", "codec_of_two_functions"})
    void conforms(JsonCodecConformance.Case conformance) {
        conformance.run();
    }
}
