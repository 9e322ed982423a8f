package dev.halley.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.internal.json.JsonCodecLoader;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonCodecProvider;
import dev.halley.json.gson.GsonCodec;
import dev.halley.json.jackson.JacksonCodec;
import dev.halley.json.jackson3.Jackson3Codec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** All codec modules at once, as in an application where each came along with something else. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CodecsTest {
    private static final List<JsonCodec> ALL =
            List.of(JacksonCodec.create(), Jackson3Codec.create(), GsonCodec.create());

    enum Side {
        BUY,
        SELL {
            @Override
            public String toString() {
                return "sold";
            }
        }
    }

    record Everything(
            String text,
            int number,
            Long none,
            double fraction,
            BigDecimal price,
            BigInteger big,
            Side side,
            Optional<String> some,
            OptionalInt empty,
            List<Map<String, Integer>> nested,
            Map<String, Object> free,
            byte[] bytes,
            UUID uuid,
            Date date) {}

    @Test
    void the_default_one_is_chosen_first_then_Jackson_3_then_Gson() {
        List<String> names = ServiceLoader.load(JsonCodecProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(JsonCodecProvider::priority).reversed())
                .map(JsonCodecProvider::name)
                .toList();

        assertThat(names).containsExactly("jackson", "jackson3", "gson");
        assertThat(JsonCodecLoader.defaultCodec()).isInstanceOf(JacksonCodec.class);
    }

    @Test
    void all_write_and_read_the_same_text() {
        Everything value = new Everything(
                "a/b <\u00e9> \ud83d\ude00",
                -1,
                null,
                0.1,
                new BigDecimal("1.10"),
                new BigInteger("12345678901234567890"),
                Side.SELL,
                Optional.of("x"),
                OptionalInt.empty(),
                List.of(Map.of("a", 1)),
                Map.of("k", List.of(true, 1.5)),
                new byte[] {1, 2},
                new UUID(1, 2),
                new Date(1_234));
        String expected =
                "{\"text\":\"a/b <\u00e9> \ud83d\ude00\",\"number\":-1,\"none\":null,\"fraction\":0.1,\"price\":1.10,"
                        + "\"big\":12345678901234567890,\"side\":\"SELL\",\"some\":\"x\",\"empty\":null,\"nested\":[{\"a\":1}],"
                        + "\"free\":{\"k\":[true,1.5]},\"bytes\":\"AQI=\",\"uuid\":\"00000000-0000-0001-0000-000000000002\","
                        + "\"date\":\"1970-01-01T00:00:01.234+00:00\"}";

        for (JsonCodec codec : ALL) {
            String json = codec.encode(value);
            assertThat(json).as("%s", codec).isEqualTo(expected);
            assertThat(codec.decode(json.toCharArray(), 0, json.length(), Everything.class))
                    .as("%s", codec)
                    .usingRecursiveComparison()
                    .isEqualTo(value);
        }
    }

    @Test
    void all_write_and_read_the_same_times() {
        List<Object> times = List.of(
                Instant.parse("2026-01-02T03:04:05.678Z"),
                LocalDate.of(2026, 1, 2),
                LocalTime.of(9, 30),
                LocalDateTime.of(2026, 1, 2, 3, 4),
                OffsetDateTime.parse("2026-01-02T03:04:05+05:30"),
                OffsetDateTime.parse("2026-01-02T03:04:05.1Z"),
                OffsetTime.parse("09:30+01:00"),
                OffsetTime.parse("09:30Z"),
                ZonedDateTime.parse("2026-01-02T03:04:05Z"),
                ZonedDateTime.parse("2026-01-02T03:04:05+01:00"),
                Duration.ofMinutes(90),
                Period.ofDays(3),
                Year.of(2026),
                YearMonth.of(2026, 1),
                MonthDay.of(1, 2));

        for (Object time : times) {
            String expected = ALL.get(0).encode(time);
            for (JsonCodec codec : ALL) {
                assertThat(codec.encode(time)).as("%s", codec).isEqualTo(expected);
                assertThat(codec.decode(expected.toCharArray(), 0, expected.length(), time.getClass()))
                        .as("%s", codec)
                        .isEqualTo(time);
            }
        }
        assertThat(ALL)
                .extracting(codec -> codec.encode(ZoneId.of("Europe/Berlin")))
                .containsOnly("\"Europe/Berlin\"");
    }
}
