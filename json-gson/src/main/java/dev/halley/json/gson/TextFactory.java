package dev.halley.json.gson;

import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_TIME;
import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
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
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Types that are one string: {@code java.time} and dates in ISO 8601, bytes in Base64; the same strings as the default
 * codec's. Pure; any thread.
 */
final class TextFactory implements TypeAdapterFactory {
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx");

    private final Map<Class<?>, TypeAdapter<?>> adapters = new HashMap<>();

    TextFactory() {
        add(Instant.class, Instant::toString, Instant::parse);
        add(LocalDate.class, LocalDate::toString, LocalDate::parse);
        add(LocalTime.class, ISO_LOCAL_TIME::format, LocalTime::parse);
        add(LocalDateTime.class, ISO_LOCAL_DATE_TIME::format, LocalDateTime::parse);
        add(OffsetDateTime.class, ISO_OFFSET_DATE_TIME::format, OffsetDateTime::parse);
        add(OffsetTime.class, OffsetTime::toString, OffsetTime::parse);
        add(ZonedDateTime.class, ISO_OFFSET_DATE_TIME::format, ZonedDateTime::parse);
        add(Duration.class, Duration::toString, Duration::parse);
        add(Period.class, Period::toString, Period::parse);
        add(Year.class, Year::toString, Year::parse);
        add(YearMonth.class, YearMonth::toString, YearMonth::parse);
        add(MonthDay.class, MonthDay::toString, MonthDay::parse);
        add(ZoneId.class, ZoneId::getId, ZoneId::of);
        add(ZoneOffset.class, ZoneOffset::getId, ZoneOffset::of);
        add(Date.class, date -> MILLIS.format(date.toInstant().atOffset(ZoneOffset.UTC)), TextFactory::date);
        add(byte[].class, Base64.getEncoder()::encodeToString, Base64.getDecoder()::decode);
        add(char[].class, String::new, String::toCharArray);
    }

    private static Date date(String text) {
        return Date.from(OffsetDateTime.parse(text).toInstant());
    }

    private <T> void add(Class<T> type, Function<T, String> write, Function<String, T> read) {
        adapters.put(type, new Adapter<>(type.getSimpleName(), write, read));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        Class<? super T> raw = type.getRawType();
        // Most zones are of a class that isn't public.
        boolean isZone = ZoneId.class.isAssignableFrom(raw) && raw != ZoneOffset.class;
        return (TypeAdapter<T>) adapters.get(isZone ? ZoneId.class : raw);
    }

    private static final class Adapter<T> extends TypeAdapter<T> {
        private final String type;
        private final Function<T, String> write;
        private final Function<String, T> read;

        Adapter(String type, Function<T, String> write, Function<String, T> read) {
            this.type = type;
            this.write = write;
            this.read = read;
        }

        @Override
        public void write(JsonWriter out, @Nullable T value) throws IOException {
            out.value(value == null ? null : write.apply(value));
        }

        @Override
        public @Nullable T read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                in.nextNull();
                return null;
            }
            boolean isNumber = in.peek() == JsonToken.NUMBER;
            String text = in.nextString();
            if (isNumber && !type.equals("Year")) {
                throw Misfit.at(in, text, type, null);
            }
            try {
                return read.apply(text);
            } catch (RuntimeException e) {
                throw Misfit.at(in, text, type, e);
            }
        }
    }
}
