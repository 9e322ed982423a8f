package dev.halley.interop.bombs;

import dev.halley.interop.BothWires;
import dev.halley.interop.bombs.Victims.Protocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SEC-01, SEC-03: very many packets, or packets of very many parts, for a Socket.IO client. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class SocketIoBombsIT {
    private static final int MANY = 100_000;
    /** More than the limits of numbers. */
    private static final int VERY_MANY = 300_000;

    private static final String UNASKED = "ProtocolViolated";
    private static final String SEPARATOR = "\u001e";

    private final Victims victims = Victims.of(Protocol.SOCKET_IO);

    @AfterAll
    void stop() {
        victims.close();
    }

    /** One packet after the other, each with its number. */
    enum Each {
        EVENT("42[\"bomb\",%d]", null),
        EVENT_FOR_NOBODY("42[\"name%d\"]", null),
        ACK_OF_NOTHING("43%d[\"x\"]", null),
        EVENT_ELSEWHERE("42/n%d,[\"x\"]", UNASKED),
        CONNECT_ELSEWHERE("40/n%d,{\"sid\":\"x\"}", UNASKED),
        CONNECT("40{\"sid\":\"x%d\"}", UNASKED),
        REFUSAL("44{\"message\":\"x%d\"}", null);

        final String packet;
        final String told;

        Each(String packet, String told) {
            this.packet = packet;
            this.told = told;
        }
    }

    /** In one message that is as long as may be. */
    enum Whole {
        ARGUMENTS("42[\"bomb\",", "{}", "]", null),
        LISTS_IN_AN_ARGUMENT("42[\"bomb\",[", "[]", "]]", null),
        PLACEHOLDERS("42[\"bomb\",", "{\"_placeholder\":true,\"num\":0}", "]", null),
        PLACEHOLDERS_OF_ONE_ATTACHMENT("451-[\"bomb\",", "{\"_placeholder\":true,\"num\":0}", "]", null),
        NESTING("42[\"bomb\",", "[[[[[[[[[[", "]", "nesting|nested");

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
    }

    @ParameterizedTest
    @EnumSource
    void frame_after_frame_with_another(Each what) {
        victims.attackSocket(Bombs.numbered(MANY, what.packet), what.told);
    }

    @ParameterizedTest
    @EnumSource
    void a_message_full_of(Whole what) {
        String separator = what == Whole.NESTING ? "" : ",";
        String text = Bombs.filled(what.start, what.item, separator, what.end, Bombs.MAX_MESSAGE);
        byte[] attachment = Bombs.frame(Bombs.BINARY, new byte[100]);
        victims.attackSocket(
                text.startsWith("451") ? Bombs.once(Bombs.text(text), attachment) : Bombs.once(Bombs.text(text)),
                what.told);
    }

    @Test
    void more_attachments_than_may_be_are_announced() {
        victims.attackSocket(
                Bombs.once(Bombs.text("451000000-[\"bomb\"]")), "too many attachments \\(expected: at most 64\\)");
    }

    @Test
    void more_bytes_of_attachments_than_may_be() {
        byte[] attachment = Bombs.frame(Bombs.BINARY, new byte[700_000]);
        victims.attackSocket(
                Bombs.once(
                        Bombs.text(
                                "452-[\"bomb\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]"),
                        attachment,
                        attachment),
                "attachments of 1400000 bytes \\(expected: at most 1048576\\)");
    }

    /** As many answers as nobody reads are given up, and that is told. */
    @Test
    void events_that_want_answers_which_nobody_reads() {
        victims.attackSocketDeaf(Bombs.numbered(VERY_MANY, "42%d[\"asked\"]"), "NotSent.*OVERFLOW");
    }

    @Test
    void pings_whose_answers_nobody_reads() {
        victims.attackSocketDeaf(Bombs.flood(Bombs.text("2" + "x".repeat(1000))), "answers to pings: .*65536");
    }

    @Test
    void a_ping_that_wants_a_long_answer() {
        victims.attackSocket(Bombs.once(Bombs.text("2" + "x".repeat(1_000_000))), "answers to pings: .*65536");
    }

    /** What a server sends before it says whether the client may come in is kept for that moment. */
    @Test
    void events_before_the_answer_to_the_connect() {
        victims.attackBeforeJoined(
                Bombs.times(100, Bombs.text("42[\"bomb\",\"" + "x".repeat(900_000) + "\"]")),
                "events in / before the answer to its CONNECT .*of 1048576 bytes");
        victims.attackBeforeJoined(
                Bombs.numbered(VERY_MANY, "42[\"bomb\",%d]"),
                "events in / before the answer to its CONNECT .*of 1048576 bytes");
    }

    @Test
    void a_payload_of_very_many_packets() {
        victims.attackPoll(payload("6", (int) Bombs.MAX_BODY), "maxPacketsPerPayload");
    }

    @Test
    void a_payload_of_very_many_pings() {
        victims.attackPoll(payload("2", 150_000), "answers to pings: .*65536");
    }

    @Test
    void a_payload_of_very_many_events() {
        victims.attackPoll(payload("42[\"bomb\",1]", 1_200_000), null);
    }

    @Test
    void a_payload_of_very_many_bytes_in_base64() {
        victims.attackPoll(
                payload("b" + "A".repeat(4_000_000), 4_000_001), "a binary message that belongs to no packet");
    }

    private static Attack payload(String packet, int characters) {
        return Bombs.reply(
                200, Bombs.filled("", packet, SEPARATOR, "", characters), "Content-Type: text/plain; charset=UTF-8");
    }
}
