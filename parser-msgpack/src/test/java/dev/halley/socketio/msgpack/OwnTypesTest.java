package dev.halley.socketio.msgpack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.internal.json.JsonCodecLoader;
import dev.halley.socketio.parser.OutgoingPacket;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.PacketParser;
import dev.halley.socketio.parser.PacketType;
import dev.halley.socketio.parser.ParserSettings;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What the guide shows. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OwnTypesTest {
    // @start region=types
    record Money(long cents) {}

    static final PacketParser PARSER = MsgPackParser.create()
            .withEncoder(
                    Money.class,
                    money -> new MsgPackExtension(
                            5, ByteBuffer.allocate(8).putLong(money.cents()).array()))
            .withExtension(5, data -> new Money(ByteBuffer.wrap(data).getLong()));
    // @end

    @Test
    void types_of_the_application_travel_as_extension_types() {
        ParserSettings settings = ParserSettings.of(JsonCodecLoader.defaultCodec());
        List<?> messages = PARSER.encoder(settings)
                .encode(new OutgoingPacket(PacketType.EVENT, "/", -1, List.of("paid", new Money(499))));

        Packet packet = PARSER.decoder(settings).binary((ByteBuffer) messages.get(0));

        assertThat(packet).isNotNull();
        assertThat(packet.data().get(0, Money.class)).isEqualTo(new Money(499));
    }
}
