package dev.halley.reliability.fuzz;

import dev.halley.TypeRef;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A codec takes what the scanner takes, reads the same, and whatever the type, fails with a JsonException or not at all. */
final class CodecTarget {
    private static final List<Type> TYPES = List.of(
            Sample.class,
            long.class,
            Integer.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            Boolean.class,
            String.class,
            Instant.class,
            LocalDate.class,
            Duration.class,
            UUID.class,
            Sample.Kind.class,
            byte[].class,
            double[].class,
            new TypeRef<Map<String, List<Integer>>>() {}.type(),
            new TypeRef<List<Sample>>() {}.type(),
            new TypeRef<Optional<Long>>() {}.type());

    private final JsonCodec codec;

    CodecTarget(JsonCodec codec) {
        this.codec = codec;
    }

    /** Of everything something. */
    @SuppressWarnings("NullableOptional") // codecs differ in what an absent one becomes
    record Sample(
            int number,
            long more,
            double fraction,
            boolean flag,
            @Nullable String text,
            @Nullable List<Long> list,
            @Nullable Map<String, Double> map,
            @Nullable Optional<String> maybe,
            @Nullable Instant when,
            @Nullable BigDecimal exact,
            @Nullable BigInteger whole,
            byte @Nullable [] bytes,
            @Nullable Kind kind,
            @Nullable Sample next) {
        /** Names. */
        enum Kind {
            ONE,
            OTHER
        }
    }

    void run(byte[] input) {
        char[] text = Input.text(input);
        Scanned scanned = Scanned.of(text);
        try {
            Object value = decode(text, Object.class);
            if (!scanned.isDisputed()) {
                Claim.that(scanned.isAccepted(), () -> "accepted, though the scanner says: " + scanned.refusal());
                Claim.equal(value, scanned.value(), () -> "decoded");
            }
            isEncodedAsItWas(value);
        } catch (JsonException refused) {
            Claim.isReadable(refused);
            Claim.that(!scanned.isAccepted(), () -> "refused, though the scanner accepts it: " + refused);
        }
        for (Type type : TYPES) {
            try {
                decode(text, type);
            } catch (JsonException documented) {
                Claim.isReadable(documented);
            }
        }
    }

    /** Between other characters, which must not be read. */
    private @Nullable Object decode(char[] text, Type type) {
        char[] around = ("[" + new String(text) + "1").toCharArray();
        return codec.decode(around, 1, text.length, type);
    }

    private void isEncodedAsItWas(@Nullable Object value) {
        String json;
        try {
            json = codec.encode(value);
        } catch (JsonException infinite) {
            Claim.that(!Values.isFinite(value), () -> "can't be encoded: " + infinite);
            return;
        }
        if (Values.isFinite(value)) {
            Claim.equal(codec.decode(json.toCharArray(), 0, json.length(), Object.class), value, () -> "encoded");
        }
    }
}
