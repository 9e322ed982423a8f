package dev.halley.engineio.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.internal.payload.PacketSink;
import dev.halley.engineio.internal.payload.PacketType;
import dev.halley.engineio.internal.payload.PayloadCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameBatchTest {
    private static final int LONG = 100_000;

    private final FrameBatch batch = new FrameBatch();
    private final List<Object> got = new ArrayList<>();

    @Test
    void messages_come_out_as_they_went_in_whatever_was_in_it_before() {
        Random random = new Random(1);
        for (int read = 0; read < 2_000; read++) {
            List<Object> sent = new ArrayList<>();
            for (int i = random.nextInt(read % 100 == 0 ? 2_000 : 12); i >= 0; i--) {
                sent.add(add(random));
            }
            assertThat(batch.isFree()).isTrue();
            batch.handOver();
            assertThat(batch.isFree()).isFalse();
            readAll();
            assertThat(got).isEqualTo(sent);
            got.clear();
            assertThat(batch.isEmpty()).isFalse();
            batch.giveBack();
            assertThat(batch.isFree()).isTrue();
            assertThat(batch.isEmpty()).isTrue();
        }
    }

    private Object add(Random random) {
        int kind = random.nextInt(20);
        if (kind == 0) {
            ByteBuffer bytes = ByteBuffer.wrap(new byte[random.nextInt(50)]);
            batch.addBinary(bytes);
            return bytes;
        }
        String text = Integer.toString(random.nextInt()).repeat(kind == 1 ? 1 + LONG / 8 : random.nextInt(20));
        // the array is the caller's, and longer than the text
        char[] lent = ("4" + text + "!").toCharArray();
        batch.addText(lent, lent.length - 1);
        Arrays.fill(lent, 'x');
        return text;
    }

    @Test
    void what_is_left_of_a_read_that_ended_early_is_gone() {
        batch.addText("4one".toCharArray(), 4);
        batch.addBinary(ByteBuffer.wrap("two".getBytes(StandardCharsets.US_ASCII)));
        batch.addText("4three".toCharArray(), 6);
        batch.handOver();
        readOne();
        batch.giveBack();
        assertThat(batch.hasNext()).isFalse();
        batch.addText("4four".toCharArray(), 5);
        batch.handOver();
        readAll();
        assertThat(got).containsExactly("one", "four");
    }

    @Test
    void another_one_of_the_same_size_holds_its_own_messages() {
        batch.addText("4one".toCharArray(), 4);
        batch.handOver();
        FrameBatch next = new FrameBatch(batch);
        assertThat(next.isFree()).isTrue();
        next.addText("4three".toCharArray(), 6);
        next.handOver();
        readAll();
        next.read(PayloadCodec.of(EngineVersion.V4), new Sink());
        assertThat(got).containsExactly("one", "three");
    }

    @Test
    void a_batch_that_waits_for_the_context_is_not_filled_and_comes_back() {
        FrameBatches batches = new FrameBatches();
        assertThat(batches.full()).isNull();
        batches.filling().addText("4one".toCharArray(), 4);
        FrameBatch first = batches.full();
        assertThat(batches.full()).isNull();
        FrameBatch second = batches.filling();
        assertThat(second).isNotSameAs(first);
        second.addText("4two".toCharArray(), 4);
        assertThat(batches.full()).isSameAs(second);
        FrameBatch third = batches.filling();
        assertThat(third).isNotSameAs(first).isNotSameAs(second);
        third.addText("4three".toCharArray(), 6);
        second.giveBack();
        assertThat(batches.full()).isSameAs(third);
        assertThat(batches.filling()).isSameAs(second);
    }

    @Test
    void one_burst_does_not_cost_memory_for_ever() {
        char[] text = ("4" + "x".repeat(20_000)).toCharArray();
        for (int i = 0; i < 3; i++) {
            batch.addText(text, text.length);
        }
        batch.handOver();
        batch.giveBack();
        assertThat(batch.capacity()).isGreaterThan(60_000);
        for (int i = 0; i < 20; i++) {
            batch.addText("2".toCharArray(), 1);
            batch.handOver();
            batch.giveBack();
        }
        assertThat(batch.capacity()).isLessThan(1_000);
        for (int i = 0; i < 100; i++) {
            batch.addText(text, text.length);
        }
        batch.handOver();
        batch.giveBack();
        assertThat(batch.capacity()).isZero();
    }

    private void readAll() {
        while (batch.hasNext()) {
            readOne();
        }
    }

    private void readOne() {
        batch.read(PayloadCodec.of(EngineVersion.V4), new Sink());
    }

    private final class Sink implements PacketSink {
        @Override
        public boolean packet(PacketType type, char[] text, int offset, int length) {
            got.add(new String(text, offset, length));
            return true;
        }

        @Override
        public boolean binary(ByteBuffer data) {
            got.add(data);
            return true;
        }
    }
}
