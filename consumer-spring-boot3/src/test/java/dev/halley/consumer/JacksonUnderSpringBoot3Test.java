package dev.halley.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonCodecProvider;
import dev.halley.json.jackson.JacksonCodec;
import dev.halley.testkit.JsonCodecConformance;
import java.time.Instant;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringBootVersion;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;

/** What a user of Spring Boot 3 gets when the only thing added is Halley, without a version of Jackson. */
class JacksonUnderSpringBoot3Test {
    record Order(String id, @JsonProperty("unit_price") double price, Instant at) {}

    @Test
    void spring_boot_chose_the_versions() {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("consumer.spring-boot"));
        if (SpringBootVersion.getVersion().equals("3.5.12")) {
            assertThat(new ObjectMapper().version()).hasToString("2.19.4");
        }
    }

    @Test
    void the_default_codec_is_found_and_reads_and_writes_a_record() {
        JsonCodec codec = ServiceLoader.load(JsonCodecProvider.class)
                .findFirst()
                .orElseThrow()
                .codec();
        Order order = new Order("a1", 2.5, Instant.parse("2026-01-02T03:04:05Z"));
        String json = codec.encode(order);
        assertThat(json).contains("\"unit_price\":2.5", "\"at\":\"2026-01-02T03:04:05Z\"");
        assertThat(codec.decode(json.toCharArray(), 0, json.length(), Order.class))
                .isEqualTo(order);
    }

    static List<JsonCodecConformance.Case> default_codec() {
        return JsonCodecConformance.cases(JacksonCodec.create());
    }

    /** Spring Boot builds its mapper with this builder and writes dates as text. */
    static List<JsonCodecConformance.Case> codec_of_springs_mapper() {
        ObjectMapper mapper = Jackson2ObjectMapperBuilder.json()
                .featuresToDisable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
        return JsonCodecConformance.cases(JacksonCodec.of(mapper));
    }

    @ParameterizedTest
    @MethodSource({"default_codec", "codec_of_springs_mapper"})
    void conforms(JsonCodecConformance.Case conformance) {
        conformance.run();
    }
}
