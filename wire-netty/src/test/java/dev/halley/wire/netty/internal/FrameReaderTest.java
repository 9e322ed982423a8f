package dev.halley.wire.netty.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private final Recorder recorder = new Recorder();

    /** Whole messages, whatever their parts; with as much demand as a test says. */
    private static final class Recorder implements FrameReader.Sink {
        final List<String> events = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        final ByteArrayOutputStream binary = new ByteArrayOutputStream();
        long demand = Long.MAX_VALUE;

        @Override
        public boolean wants() {
            return demand > 0;
        }

        @Override
        public void text(CharSequence part, boolean last) {
            demand--;
            text.append(part);
            if (last) {
                events.add("text " + text);
                text.setLength(0);
            }
        }

        @Override
        public void binary(ByteBuffer part, boolean last) {
            demand--;
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            binary.writeBytes(copy);
            if (last) {
                events.add("binary " + Arrays.hashCode(binary.toByteArray()));
                binary.reset();
            }
        }

        @Override
        public void ping(byte[] payload) {
            demand--;
            events.add("ping " + new String(payload, StandardCharsets.UTF_8));
        }

        @Override
        public void pong() {
            demand--;
            events.add("pong");
        }

        @Override
        public void close(int code, String reason) {
            demand--;
            events.add("close " + code + " " + reason);
        }
    }

    private FrameReader reader(boolean compressed) {
        return new FrameReader(recorder, new Scratch(), compressed ? new MessageInflater() : null);
    }

    private static void frame(ByteArrayOutputStream out, int first, byte[] payload) {
        out.write(first);
        if (payload.length < 126) {
            out.write(payload.length);
        } else if (payload.length < 65536) {
            out.write(126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        out.writeBytes(payload);
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(bytes);
        byte[] out = new byte[bytes.length + 100];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, length - 4);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messages_are_the_same_however_the_network_splits_them_and_however_little_is_wanted(boolean scarce)
            throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 150; round++) {
            List<String> expected = new ArrayList<>();
            byte[] bytes = anything(random, expected);
            recorder.events.clear();
            FrameReader reader = reader(true);
            int at = 0;
            while (at < bytes.length) {
                int length = Math.min(bytes.length - at, random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(40_000));
                ByteBuf in = Unpooled.wrappedBuffer(bytes, at, length);
                at += length;
                recorder.demand = scarce ? 0 : Long.MAX_VALUE;
                reader.read(in);
                while (in.isReadable() || scarce && at == bytes.length && !recorder.events.equals(expected)) {
                    recorder.demand = 1;
                    reader.read(in);
                    if (recorder.demand == 1) {
                        break;
                    }
                }
                assertThat(in.isReadable()).isFalse();
            }
            recorder.demand = Long.MAX_VALUE;
            reader.read(Unpooled.EMPTY_BUFFER);
            assertThat(recorder.events).isEqualTo(expected);
        }
    }

    private static byte[] anything(Random random, List<String> expected) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < 12; i++) {
            int kind = random.nextInt(6);
            if (kind == 0) {
                frame(out, 0x89, ascii("p" + i));
                expected.add("ping p" + i);
            } else if (kind == 1) {
                frame(out, 0x8A, new byte[0]);
                expected.add("pong");
            } else {
                message(random, kind, expected, out);
            }
        }
        return out.toByteArray();
    }

    private static void message(Random random, int kind, List<String> expected, ByteArrayOutputStream out) {
        int length = random.nextInt(3) == 0 ? random.nextInt(100_000) : random.nextInt(200);
        boolean text = kind != 2;
        byte[] payload;
        String event;
        if (text) {
            StringBuilder content = new StringBuilder();
            for (int i = 0; i < length; i++) {
                content.append(random.nextInt(10) == 0 ? "ä€😀" : "ab");
            }
            payload = ascii(content.toString());
            event = "text " + content;
        } else {
            payload = new byte[length];
            random.nextBytes(payload);
            event = "binary " + Arrays.hashCode(payload);
        }
        boolean compressed = kind == 5;
        if (compressed) {
            payload = deflated(payload);
        }
        int first = (text ? 1 : 2) | (compressed ? 0x40 : 0);
        int at = 0;
        while (random.nextInt(3) == 0 && at < payload.length) {
            int part = random.nextInt(payload.length - at + 1);
            frame(out, first, Arrays.copyOfRange(payload, at, at + part));
            at += part;
            first = 0;
            if (random.nextBoolean()) {
                frame(out, 0x89, ascii("within"));
                expected.add("ping within");
            }
        }
        frame(out, 0x80 | first, Arrays.copyOfRange(payload, at, payload.length));
        expected.add(event);
    }

    @ParameterizedTest
    @CsvSource({
        "81 81 00 00 00 00 00, masked",
        "91 00, reserved bits",
        "c1 00, reserved bits",
        "83 00, unknown frame type 3",
        "8b 00, unknown frame type 11",
        "09 00, fragmented",
        "89 7e 00 7e, longer than 125",
        "80 00, begins with a continuation",
        "01 00 81 00, within another one",
        "82 7f 80 00 00 00 00 00 00 00, negative length",
        "88 01 03, half a code",
        "88 02 03 ed, has the code 1005",
        "88 02 00 01, has the code 1",
        "88 03 03 e8 ff, is not UTF-8",
        "81 02 c3 28, is not UTF-8",
        "81 01 c3, is not UTF-8"
    })
    void frames_against_the_rules_are_refused(String hex, String why) {
        byte[] bytes = new byte[(hex.length() + 1) / 3];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(3 * i, 3 * i + 2), 16);
        }
        assertThatThrownBy(() -> reader(false).read(Unpooled.wrappedBuffer(bytes)))
                .isInstanceOf(ViolationException.class)
                .hasMessageContaining(why);
    }

    @Test
    void what_follows_a_final_block_is_padding_however_the_network_cuts_it() throws Exception {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(ascii("final"));
        deflater.finish();
        byte[] payload = new byte[100];
        int length = deflater.deflate(payload) + 2;
        deflater.end();
        Arrays.fill(payload, length - 2, length, (byte) 'x');
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        frame(out, 0xC1, Arrays.copyOf(payload, length));
        frame(out, 0xC1, deflated(ascii("next")));
        FrameReader reader = reader(true);
        for (byte each : out.toByteArray()) {
            reader.read(Unpooled.wrappedBuffer(new byte[] {each}));
        }

        assertThat(recorder.events).containsExactly("text final", "text next");
    }

    @Test
    void a_close_frame_may_have_no_code() throws Exception {
        reader(false).read(Unpooled.wrappedBuffer(new byte[] {(byte) 0x88, 0}));
        assertThat(recorder.events).containsExactly("close 1005 ");
    }

    @Test
    void random_bytes_never_end_in_anything_but_a_violation() {
        Random random = new Random(3);
        int violations = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(60)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                bytes[0] = (byte) (0x81 | random.nextInt(2) << 6);
                bytes[bytes.length / 2] &= 0x7F;
            }
            try {
                reader(random.nextBoolean()).read(Unpooled.wrappedBuffer(bytes));
            } catch (ViolationException expected) {
                violations++;
            }
        }
        assertThat(violations).isGreaterThan(20_000);
    }
}
