package dev.halley.interop.bombs;

import dev.halley.interop.BothWires;
import dev.halley.interop.bombs.Victims.Protocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Very many messages, or messages of very many parts, for a Bayeux client. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class BayeuxBombsIT {
    private static final int MANY = 100_000;

    private final Victims victims = Victims.of(Protocol.BAYEUX);

    @AfterAll
    void stop() {
        victims.close();
    }

    /** In one frame or body that is as long as may be. */
    enum Whole {
        NOT_MESSAGES("[", "{}", "]", "elements that are no Bayeux messages were ignored"),
        NUMBERS("[", "0", "]", "elements that are no Bayeux messages were ignored"),
        FOR_NOBODY("[", "{\"channel\":\"/x\"}", "]", null),
        EVENTS("[", "{\"channel\":\"/bomb\",\"data\":1}", "]", null),
        UNHANDLED_EVENTS("[", "{\"channel\":\"/x\",\"data\":1}", "]", null),
        LISTS_IN_A_PAYLOAD("{\"channel\":\"/bomb\",\"data\":[", "[]", "]}", null),
        FIELDS_OF_A_MESSAGE("{\"channel\":\"/bomb\",\"data\":1,", "\"a\":1", "}", null),
        ADVISED_HOSTS(
                "[{\"channel\":\"/x\",\"advice\":{\"reconnect\":\"handshake\",\"hosts\":[",
                "\"http://other.example/\"",
                "]}}]",
                "HostRefused");

        final String start;
        final String item;
        final String end;
        final String told;

        Whole(String start, String item, String end, String told) {
            this.start = start;
            this.item = item;
            this.end = end;
            this.told = told;
        }

        String filled(int characters) {
            return Bombs.filled(start, item, ",", end, characters);
        }
    }

    /** One message after the other, each with its number. */
    enum Each {
        CHANNEL("[{\"channel\":\"/x/%d\",\"data\":1}]"),
        CHANNEL_WITHOUT_DATA("[{\"channel\":\"/x/%d\"}]"),
        SUBSCRIBE_REPLY(
                "[{\"channel\":\"/meta/subscribe\",\"id\":\"%d\",\"successful\":true,\"subscription\":\"/y\"}]"),
        CONNECT_REPLY("[{\"channel\":\"/meta/connect\",\"id\":\"x%d\",\"successful\":true}]"),
        HANDSHAKE_REPLY("[{\"channel\":\"/meta/handshake\",\"id\":\"x%d\",\"successful\":true,\"clientId\":\"c%d\"}]"),
        PUBLISH_REPLY("[{\"channel\":\"/x\",\"id\":\"x%d\",\"successful\":true}]"),
        ADVICE_TO_WAIT("[{\"channel\":\"/x/%d\",\"advice\":{\"interval\":%d}}]"),
        ADVICE_TO_HANDSHAKE("[{\"channel\":\"/x/%d\",\"advice\":{\"reconnect\":\"handshake\"}}]");

        final String message;

        Each(String message) {
            this.message = message;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_frame_full_of(Whole what) {
        victims.attackSocket(Bombs.once(Bombs.text(what.filled(Bombs.MAX_MESSAGE))), what.told);
    }

    @ParameterizedTest
    @EnumSource(names = "LISTS_IN_A_PAYLOAD", mode = EnumSource.Mode.EXCLUDE)
    void a_body_full_of(Whole what) {
        victims.attackPoll(
                Bombs.reply(200, what.filled((int) Bombs.MAX_BODY), "Content-Type: application/json"), what.told);
    }

    @ParameterizedTest
    @EnumSource
    void frame_after_frame_with_another(Each what) {
        victims.attackSocket(Bombs.numbered(MANY, what.message), null);
    }
}
