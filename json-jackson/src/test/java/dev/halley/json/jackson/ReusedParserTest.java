package dev.halley.json.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.MappingJsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.halley.TypeRef;
import dev.halley.json.JsonException;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A parser that was used before reads as a new one does; the oracle is a codec whose parsers are all new. */
class ReusedParserTest {
    private static final String EVERYTHING = " {\"text\" : \"a\\n\\u00e9\\ud83d\\ude00\", \"list\":[1,-2.5e3,true,null,"
            + "123456789012345678901234567890,[],{}],\n\t\"map\":{\"deep\":[[{\"deeper\":[\"\",0.1]}]]},\"more\":false} ";

    private final JacksonCodec reusing = JacksonCodec.create();
    private final JacksonCodec renewing = JacksonCodec.of(JsonMapper.builder(new OwnFactory())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build());

    /** Of another class than Jackson's, so that its parsers are its own. */
    private static final class OwnFactory extends JsonFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonFactory copy() {
            return new OwnFactory();
        }

        @Override
        public String getFormatName() {
            return FORMAT_NAME_JSON;
        }
    }

    record Message(String text, List<Object> list, Map<String, Object> map, boolean more) {}

    record Point(int x, int y) {}

    @Test
    void nothing_of_a_text_that_failed_anywhere_shows_in_the_next() {
        String good = outcome(reusing, EVERYTHING, Object.class);
        assertThat(good).isEqualTo(outcome(renewing, EVERYTHING, Object.class)).doesNotStartWith("JSON");
        List<String> damage = List.of("", "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "x", "\u0001", "/*");
        for (int at = 0; at <= EVERYTHING.length(); at++) {
            String cut = EVERYTHING.substring(0, at);
            for (String piece : damage) {
                same(cut + piece, Object.class);
                same(cut + piece + EVERYTHING.substring(at), Object.class);
                same(cut + piece + EVERYTHING.substring(at), Message.class);
                assertThat(outcome(reusing, EVERYTHING, Object.class)).isEqualTo(good);
            }
        }
    }

    @Test
    void random_and_damaged_texts_are_read_as_by_a_new_parser_wherever_they_stand() {
        // On a thread of its own, whose stack is short: most of the time goes into stack traces.
        CompletableFuture.runAsync(() -> {
                    for (int seed = 0; seed < 30_000; seed++) {
                        Random random = new Random(seed);
                        StringBuilder text = new RandomJson(random).document();
                        for (int mutations = random.nextInt(3); mutations > 0; mutations--) {
                            RandomJson.mutate(text, random);
                        }
                        same(text.toString(), seed % 5 == 0 ? Message.class : Object.class);
                    }
                })
                .join();
    }

    @Test
    void a_text_that_ends_early_or_late_is_refused_in_the_same_words() {
        for (String text :
                List.of("", " ", "{} {}", "{}x", "1 2", "nul", "\"", "[1", "{\"x\":", "{\"x\":1,}", "]", "}")) {
            assertThat(outcome(reusing, text, Object.class)).startsWith("JSON");
            same(text, Object.class);
            same(text, Point.class);
        }
    }

    @Test
    void a_deserializer_may_decode_with_the_same_codec() {
        JacksonCodec[] codec = new JacksonCodec[1];
        codec[0] = withPoints(parser -> {
            String inner = text(parser);
            int x = inner.length() > 1
                    ? ((Point) decode(codec[0], "\"" + inner.substring(1) + "\"", Point.class)).x() + 1
                    : 0;
            return new Point(x, inner.charAt(0));
        });
        for (int i = 0; i < 100; i++) {
            List<?> points = (List<?>) decode(codec[0], "[\"abcd\",\"ef\",\"g\"]", listOf());
            assertThat(points.toString()).isEqualTo("[Point[x=3, y=97], Point[x=1, y=101], Point[x=0, y=103]]");
        }
    }

    @Test
    void what_a_deserializer_does_to_its_parser_ends_with_the_text() {
        List<Function<JsonParser, Object>> deeds = List.of(
                parser -> parser.enable(JsonParser.Feature.ALLOW_SINGLE_QUOTES),
                parser -> parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION),
                parser -> {
                    parser.setCodec(new ObjectMapper());
                    return "";
                },
                parser -> {
                    parser.setRequestPayloadOnError("secret");
                    return "";
                },
                parser -> {
                    close(parser);
                    return "";
                });
        for (Function<JsonParser, Object> deed : deeds) {
            JacksonCodec codec = withPoints(parser -> {
                String text = text(parser);
                return new Point(text.length(), deed.apply(parser) == null ? 1 : 0);
            });
            for (int i = 0; i < 3; i++) {
                assertThat(decode(codec, "\"abc\"", Point.class)).isEqualTo(new Point(3, 0));
                assertThatThrownBy(() -> decode(codec, "{'a':1}", Object.class))
                        .isInstanceOf(JsonException.class)
                        .hasMessageContaining("was expecting double-quote")
                        .hasMessageNotContaining("secret");
                assertThat(decode(codec, "{\"a\":1,\"a\":2}", Object.class)).isEqualTo(Map.of("a", 2));
            }
        }
    }

    @Test
    void the_settings_of_an_own_mapper_hold_for_each_text() {
        JacksonCodec lenient = JacksonCodec.of(
                JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build());
        JacksonCodec strict = JacksonCodec.of(JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build());
        for (int i = 0; i < 3; i++) {
            assertThat(decode(lenient, "{'a':1}", Object.class)).isEqualTo(Map.of("a", 1));
            assertThatThrownBy(() -> decode(strict, "{\"a\":1,\"a\":2}", Object.class))
                    .isInstanceOf(JsonException.class)
                    .hasMessageContaining("Duplicate field 'a'");
            assertThat(decode(strict, "{\"a\":1,\"b\":2}", Object.class)).isEqualTo(Map.of("a", 1, "b", 2));
        }
    }

    @Test
    void threads_that_decode_at_once_read_their_own_texts() {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            int number = thread;
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 5_000; i++) {
                    String text = "text " + number + " " + i;
                    assertThat(decode(reusing, "{\"k" + i % 50 + "\":\"" + text + "\\n\"}", Object.class))
                            .isEqualTo(Map.of("k" + i % 50, text + "\n"));
                    if (i % 7 == number) {
                        assertThat(outcome(reusing, "{\"x\":" + text + "}", Object.class))
                                .startsWith("JSON");
                    }
                }
            }));
        }
        threads.forEach(CompletableFuture::join);
    }

    @Test
    void one_parser_is_used_again_and_none_that_is_in_use_or_failed() throws IOException {
        ParserPool pool = new ParserPool(new ObjectMapper());
        ReusableParser first = pool.take(10);
        ReusableParser second = pool.take(10);
        assertThat(second).isNotNull().isNotSameAs(first);
        pool.give(first);
        assertThat(pool.take(10)).isSameAs(first);
        assertThat(pool.take(10)).isNotSameAs(first);
    }

    @Test
    void a_long_text_has_a_parser_of_its_own() throws IOException {
        ParserPool pool = new ParserPool(new ObjectMapper());
        assertThat(pool.take(16 * 1024)).isNotNull();
        assertThat(pool.take(16 * 1024 + 1)).isNull();
        String text = "x\\n".repeat(200_000);
        assertThat(decode(reusing, "\"" + text + "\"", Object.class)).isEqualTo("x\n".repeat(200_000));
    }

    @Test
    void a_factory_of_either_kind_has_parsers_that_are_used_again_and_one_that_changes_the_text_has_none()
            throws IOException {
        assertThat(new ParserPool(new ObjectMapper(new JsonFactory())).take(1)).isNotNull();
        assertThat(new ParserPool(new ObjectMapper(new MappingJsonFactory())).take(1))
                .isNotNull();
        assertThat(new ParserPool(new ObjectMapper(new JsonFactory() {})).take(1))
                .isNull();
        assertThat(new ParserPool(JsonMapper.builder()
                                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                .build())
                        .take(1))
                .isNull();
    }

    @Test
    void offsets_count_from_the_start_of_the_text_wherever_it_stands() throws IOException {
        ReusableParser parser = new ParserPool(new ObjectMapper()).take(10);

        parser.load("   [1,22]".toCharArray(), 3, 6);
        parser.nextToken();
        parser.nextToken();
        parser.nextToken();
        assertThat(parser.currentTokenLocation().getCharOffset()).isEqualTo(3);
        assertThat(parser.currentTokenLocation().getColumnNr()).isEqualTo(4);
    }

    @Test
    void a_parser_that_has_learned_many_names_is_given_up() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ParserPool pool = new ParserPool(mapper);
        ReusableParser parser = pool.take(10);
        int texts = 0;
        boolean kept = true;
        while (kept && texts < 100_000) {
            char[] text = ("  {\"name" + texts++ + "\":0}").toCharArray();
            parser.load(text, 2, text.length - 2);
            mapper.readValue(parser, Object.class);
            kept = parser.unload();
        }
        assertThat(texts).isBetween(10_000, 40_000);
        parser = pool.take(10);
        for (int i = 0; i < 100_000; i++) {
            char[] text = "{\"name\":0}".toCharArray();
            parser.load(text, 0, text.length);
            mapper.readValue(parser, Object.class);
            assertThat(parser.unload()).isTrue();
        }
    }

    private void same(String text, Type type) {
        assertThat(outcome(reusing, text, type)).as(text).isEqualTo(outcome(renewing, text, type));
    }

    /** The value with its types, or the exception's words. */
    private static String outcome(JacksonCodec codec, String text, Type type) {
        try {
            Object value = decode(codec, text, type);
            return value + " " + (value instanceof Map<?, ?> map ? kinds(map) : value == null ? "" : value.getClass());
        } catch (JsonException e) {
            return e.getMessage();
        }
    }

    private static String kinds(Map<?, ?> map) {
        StringBuilder out = new StringBuilder();
        map.values().forEach(value -> out.append(value == null ? "" : value.getClass()));
        return out.toString();
    }

    /** Not from the first character on. */
    private static Object decode(JacksonCodec codec, String text, Type type) {
        return codec.decode(("}\n" + text + "\"").toCharArray(), 2, text.length(), type);
    }

    private static Type listOf() {
        return new TypeRef<List<Point>>() {}.type();
    }

    private static JacksonCodec withPoints(Function<JsonParser, Point> reader) {
        SimpleModule module = new SimpleModule();
        module.addDeserializer(Point.class, new JsonDeserializer<>() {
            @Override
            public Point deserialize(JsonParser parser, DeserializationContext context) {
                return reader.apply(parser);
            }
        });
        return JacksonCodec.of(JsonMapper.builder().addModule(module).build());
    }

    private static String text(JsonParser parser) {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void close(JsonParser parser) {
        try {
            parser.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
