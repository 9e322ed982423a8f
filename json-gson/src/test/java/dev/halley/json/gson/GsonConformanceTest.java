package dev.halley.json.gson;

import com.google.gson.GsonBuilder;
import dev.halley.json.JsonCodec;
import dev.halley.testkit.JsonCodecConformance;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GsonConformanceTest {
    static List<JsonCodecConformance.Case> default_codec() {
        return JsonCodecConformance.cases(GsonCodec.create());
    }

    static List<JsonCodecConformance.Case> codec_of_changed_defaults() {
        return JsonCodecConformance.cases(
                GsonCodec.of(GsonCodec.defaults().setPrettyPrinting().create()));
    }

    /** Gson alone knows no dates, and leaves out nulls unless told otherwise. */
    static List<JsonCodecConformance.Case> codec_of_an_own_gson() {
        return JsonCodecConformance.plainCases(
                GsonCodec.of(new GsonBuilder().serializeNulls().create()));
    }

    static List<JsonCodecConformance.Case> codec_of_two_functions() {
        JsonCodec gson = GsonCodec.create();
        return JsonCodecConformance.plainCases(
                JsonCodec.of(gson::encode, json -> gson.decode(json.toCharArray(), 0, json.length(), Object.class)));
    }

    @ParameterizedTest
    @MethodSource({"default_codec", "codec_of_changed_defaults", "codec_of_an_own_gson", "codec_of_two_functions"})
    void conforms(JsonCodecConformance.Case conformance) {
        conformance.run();
    }
}
