package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ProtocolException;
import dev.halley.wire.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest extends PolicyTest {
    private static final String TEXT = "[{\"channel\":\"/foo\",\"data\":\"äöü äöü äöü äöü\"}]";

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] deflate(boolean bare) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out, new Deflater(9, bare))) {
            deflate.write(utf8(TEXT));
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private HttpExchange receive(String coding, byte[] body, int step) {
        HttpExchange exchange = post(agent());
        wire.last().sink.onHead(200, Headers.of("Content-Encoding", coding));
        for (int i = 0; i < body.length && !wire.last().aborted; i += step) {
            wire.last().sink.onBody(ByteBuffer.wrap(body, i, Math.min(step, body.length - i)));
        }
        if (!wire.last().aborted) {
            wire.last().sink.onEnd();
        }
        return exchange;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void gzip_is_decoded_however_it_is_cut(int step) throws IOException {
        assertThat(text(receive("gzip", gzip(utf8(TEXT)), step))).isEqualTo(TEXT);
        assertThat(text(receive("X-GZIP", gzip(utf8(TEXT)), step))).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void deflate_is_decoded_in_both_of_its_forms(int step) throws IOException {
        assertThat(text(receive("deflate", deflate(false), step))).isEqualTo(TEXT);
        assertThat(text(receive("deflate", deflate(true), step))).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void several_gzip_members_are_one_body_and_padding_is_ignored(int step) throws IOException {
        byte[] two = concat(gzip(utf8("[1,")), gzip(utf8("2]")), new byte[3]);
        assertThat(text(receive("gzip", two, step))).isEqualTo("[1,2]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void every_field_of_a_gzip_header_is_skipped(int step) throws IOException {
        byte[] plain = gzip(utf8("[]"));
        // FHCRC, FEXTRA, FNAME and FCOMMENT, with a NUL within the extra field.
        byte[] header = {
            0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 0, 3, 0, 1, 0, 2, 'n', 0, 'c', 'c', 0, 9, 9
        };
        byte[] rich = concat(header, Arrays.copyOfRange(plain, 10, plain.length));
        assertThat(text(receive("gzip", rich, step))).isEqualTo("[]");
        byte[] empty = {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, 0, 0, 0};
        byte[] emptyExtra = concat(empty, Arrays.copyOfRange(plain, 10, plain.length));
        assertThat(text(receive("gzip", emptyExtra, step))).isEqualTo("[]");
    }

    @Test
    void an_empty_body_needs_no_header_whatever_its_coding() {
        assertThat(text(receive("gzip", new byte[0], 1))).isEmpty();
        assertThat(text(receive("identity", new byte[0], 1))).isEmpty();
    }

    @Test
    void a_bomb_ends_in_the_limit_and_not_in_memory() throws IOException {
        byte[] bomb = gzip(new byte[50_000_000]);
        assertThat(bomb.length).isLessThan(100_000);
        HttpExchange exchange = receive("gzip", bomb, 8192);
        assertThat(failure(exchange, ProtocolException.class)).hasMessageContaining("maxBodyBytes: 1000");
        assertThat(wire.last().aborted).isTrue();
    }

    @Test
    void a_compressed_body_that_is_damaged_or_ends_early_is_an_error() throws IOException {
        byte[] good = gzip(utf8(TEXT));
        byte[] checksum = good.clone();
        checksum[good.length - 8] ^= 1;
        byte[] length = good.clone();
        length[good.length - 1] ^= 1;
        byte[] data = good.clone();
        data[10] = 7;
        byte[] magic = good.clone();
        magic[1] = 0;
        for (byte[] bad : new byte[][] {
            checksum, length, data, magic, Arrays.copyOf(good, good.length - 1), Arrays.copyOf(good, 5)
        }) {
            assertThat(failure(receive("gzip", bad, 3), ProtocolException.class))
                    .hasMessageContaining("can't be read");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "gzip, gzip", "zstd"})
    void an_encoding_that_nobody_asked_for_is_an_error_that_names_it(String coding) {
        assertThat(failure(receive(coding, new byte[1], 1), ProtocolException.class))
                .hasMessageContaining(coding)
                .hasMessageContaining("expected: gzip, deflate or none");
    }
}
