package dev.halley.socketio.internal.packet;

import dev.halley.internal.json.JsonValues;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a typed value with bytes in it. Where the type says bytes, the codec reads them from its own text form; where it
 * leaves open what there is (a record's component of type {@code Object}, say), it reads text, which is put right here: a
 * second decoding with random bytes tells this text from any that is equal by chance. Pure; any thread.
 */
public final class OpenPlaces {
    private OpenPlaces() {}

    /**
     * Decodes a value.
     *
     * @param attachments the bytes, by number
     * @param type the wanted one: where it says text, text it stays
     * @param decoding decodes the value, given the JSON of each attachment
     */
    public static @Nullable Object decode(
            JsonCodec codec,
            List<byte[]> attachments,
            Type type,
            Function<IntFunction<String>, @Nullable Object> decoding) {
        List<String> forms = forms(codec, attachments);
        Object value = decoding.apply(forms::get);
        if (!ByteTypes.mayHoldBytes(type)) {
            return value;
        }
        Map<String, byte[]> suspects = texts(forms, attachments);
        if (suspects.isEmpty() || resolve(value, value, suspects) == value) {
            return value;
        }
        List<byte[]> marks = new ArrayList<>(attachments.size());
        for (byte[] each : attachments) {
            marks.add(Marks.instead(each));
        }
        List<String> marked = forms(codec, marks);
        Object twin;
        try {
            twin = decoding.apply(marked::get);
        } catch (JsonException refusesOtherBytes) {
            // Then which text stands for bytes can't be told, and text it stays.
            return value;
        }
        return resolve(value, twin, texts(marked, attachments));
    }

    private static List<String> forms(JsonCodec codec, List<byte[]> attachments) {
        List<String> forms = new ArrayList<>(attachments.size());
        for (byte[] each : attachments) {
            forms.add(codec.encode(each));
        }
        return forms;
    }

    /** The forms that are text, with the bytes for which they stand. */
    private static Map<String, byte[]> texts(List<String> forms, List<byte[]> attachments) {
        Map<String, byte[]> texts = new HashMap<>();
        for (int i = 0; i < forms.size(); i++) {
            if (forms.get(i).startsWith("\"") && JsonValues.parse(forms.get(i)) instanceof String text) {
                texts.put(text, attachments.get(i));
            }
        }
        return texts;
    }

    /** The value with bytes where its twin has one of the texts; the same one where there are none. */
    private static @Nullable Object resolve(@Nullable Object value, @Nullable Object twin, Map<String, byte[]> texts) {
        if (value instanceof String && twin instanceof String text) {
            byte[] bytes = texts.get(text);
            return bytes == null ? value : bytes.clone();
        }
        if (value instanceof Map<?, ?> map && twin instanceof Map<?, ?> other) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            boolean changed = false;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                Object each = resolve(entry.getValue(), other.get(entry.getKey()), texts);
                changed |= each != entry.getValue();
                copy.put(entry.getKey(), each);
            }
            return changed ? copy : value;
        }
        if (value instanceof List<?> list && twin instanceof List<?> other && list.size() == other.size()) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            boolean changed = false;
            for (int i = 0; i < list.size(); i++) {
                Object each = resolve(list.get(i), other.get(i), texts);
                changed |= each != list.get(i);
                copy.add(each);
            }
            return changed ? copy : value;
        }
        if (value instanceof Optional<?> optional && twin instanceof Optional<?> other) {
            Object each = optional.orElse(null);
            Object resolved = resolve(each, other.orElse(null), texts);
            return resolved == each ? value : Optional.ofNullable(resolved);
        }
        if (value instanceof Record record && twin instanceof Record other && record.getClass() == other.getClass()) {
            return RecordShape.of(record).join(record, other, (each, its) -> resolve(each, its, texts));
        }
        return value;
    }
}
