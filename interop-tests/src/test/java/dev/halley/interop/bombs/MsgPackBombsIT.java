package dev.halley.interop.bombs;

import dev.halley.interop.BothWires;
import dev.halley.interop.bombs.Victims.Protocol;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets in MessagePack that announce more than they have. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class MsgPackBombsIT {
    private final Victims victims = Victims.of(Protocol.MSGPACK);

    @AfterAll
    void stop() {
        victims.close();
    }

    /** Heads of values as long as the form allows. */
    enum Announced {
        MAP(0xdf, 0x7f, 0xff, 0xff, 0xff),
        ARRAY(0xdd, 0x7f, 0xff, 0xff, 0xff),
        TEXT(0xdb, 0x7f, 0xff, 0xff, 0xff),
        BINARY(0xc6, 0x7f, 0xff, 0xff, 0xff),
        EXTENSION(0xc9, 0x7f, 0xff, 0xff, 0xff, 1),
        MAP_OF_NEGATIVE_LENGTH(0xdf, 0xff, 0xff, 0xff, 0xff),
        BINARY_OF_NEGATIVE_LENGTH(0xc6, 0xff, 0xff, 0xff, 0xff);

        final byte[] head;

        Announced(int... values) {
            head = new byte[values.length];
            for (int i = 0; i < values.length; i++) {
                head[i] = (byte) values[i];
            }
        }
    }

    /** An event whose data begins like this; the rest of it, and of the packet, is what follows. */
    private static byte[] event(byte[] data) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        // three fields: type 2, nsp "/", data
        packet.writeBytes("\u0083\u00a4type\u0002\u00a3nsp\u00a1/\u00a4data".getBytes(StandardCharsets.ISO_8859_1));
        packet.writeBytes(data);
        return Bombs.frame(Bombs.BINARY, packet.toByteArray());
    }

    @ParameterizedTest
    @EnumSource
    void as_a_packet(Announced what) {
        victims.attackSocket(Bombs.once(Bombs.frame(Bombs.BINARY, what.head)), "MessagePack");
    }

    @ParameterizedTest
    @EnumSource
    void as_the_data_of_an_event(Announced what) {
        victims.attackSocket(Bombs.once(event(Arrays.copyOf(what.head, 1000))), "MessagePack");
    }

    @Test
    void nesting() {
        byte[] deep = new byte[500_000];
        Arrays.fill(deep, (byte) 0x91);
        victims.attackSocket(Bombs.once(event(deep)), "nested deeper than 500");
    }

    /** An array of an event's name and a list of as many empty lists as a message holds. */
    @Test
    void very_many_elements() {
        int count = 500_000;
        byte[] name = "\u0092\u00a4bomb\u00dd".getBytes(StandardCharsets.ISO_8859_1);
        byte[] data = Arrays.copyOf(name, name.length + 4 + count);
        for (int i = 0; i < 4; i++) {
            data[name.length + i] = (byte) (count >> (8 * (3 - i)));
        }
        Arrays.fill(data, name.length + 4, data.length, (byte) 0x90);
        victims.attackSocket(Bombs.once(event(data)), null);
    }
}
