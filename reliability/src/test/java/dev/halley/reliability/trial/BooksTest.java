package dev.halley.reliability.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.reliability.report.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The books find what is wrong: a ledger that always says yes would prove nothing. */
class BooksTest {
    private long now = 1_000_000;
    private final Incoming incoming = new Incoming(() -> new Incoming.Receipt(now * 1_000_000, now));
    private final Outgoing outgoing = new Outgoing();
    private final Emits emits = new Emits(() -> now * 1_000_000, Duration.ofSeconds(5));
    private final List<String> problems = new ArrayList<>();

    private void sent(int from, int to) {
        for (int number = from; number <= to; number++) {
            incoming.sent(number, now);
        }
    }

    private void received(int from, int to) {
        for (int number = from; number <= to; number++) {
            incoming.received(number);
        }
    }

    private Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    @Test
    void what_arrives_once_is_delivered() {
        sent(0, 9);
        received(0, 9);

        assertThat(incoming.account(true, problems)).isEqualTo(new Outcome.Down(10, 10, 0, 0, 0));
        assertThat(problems).isEmpty();
    }

    @Test
    void what_does_not_arrive_and_lies_in_no_gap_is_lost_in_silence() {
        sent(0, 9);
        received(0, 4);
        received(6, 9);

        assertThat(incoming.account(true, problems)).isEqualTo(new Outcome.Down(10, 9, 0, 0, 1));
        assertThat(problems).containsExactly("events lost in silence: 1 [5]");
    }

    @Test
    void what_comes_twice_or_was_never_sent_is_a_problem() {
        sent(0, 2);
        received(0, 2);
        received(1, 1);
        received(7, 7);

        assertThat(incoming.account(true, problems)).isEqualTo(new Outcome.Down(3, 3, 1, 0, 0));
        assertThat(problems).containsExactly("events that came twice: [1]", "events that nobody sent: [7]");
    }

    @Test
    void a_gap_between_the_neighbours_that_covers_the_time_excuses_what_is_missing() {
        sent(0, 9);
        received(0, 4);
        incoming.gap(instant().minusMillis(100), instant());
        received(6, 9);

        assertThat(incoming.account(true, problems)).isEqualTo(new Outcome.Down(10, 9, 0, 1, 0));
        assertThat(problems).isEmpty();
    }

    @Test
    void a_gap_whose_times_do_not_cover_it_excuses_nothing_unless_the_clock_was_set_back() {
        sent(0, 9);
        received(0, 4);
        incoming.gap(instant().plusSeconds(60), instant().plusSeconds(70));
        received(6, 9);

        assertThat(incoming.account(false, problems).silent()).isZero();
        assertThat(incoming.account(true, problems).silent()).isOne();
        assertThat(problems).hasSize(1).first().asString().contains("5 (sent at", "a gap is from");
    }

    @Test
    void where_the_clock_was_set_back_the_length_of_a_gap_says_what_it_covers() {
        sent(0, 9);
        received(0, 4);
        received(6, 9);
        now += 1_000;
        incoming.gap(instant().minusSeconds(3_610), instant().minusSeconds(3_600));

        assertThat(incoming.account(false, problems).silent()).isZero();
        assertThat(incoming.account(true, problems).silent()).isOne();
    }

    @Test
    void a_gap_in_which_the_clock_was_set_back_excuses_what_is_missing_between_its_neighbours() {
        sent(0, 9);
        received(0, 2);
        incoming.gap(instant(), instant().minusSeconds(60));
        received(4, 4);
        now += 600;
        received(5, 7);
        received(9, 9);

        assertThat(incoming.account(false, problems)).isEqualTo(new Outcome.Down(10, 8, 0, 1, 1));
        assertThat(problems).hasSize(1).first().asString().contains("[8 (sent at");
    }

    @Test
    void a_gap_that_was_told_long_before_the_neighbours_excuses_nothing() {
        incoming.gap(instant(), instant().plusSeconds(1));
        now += 600;
        sent(0, 9);
        received(0, 4);
        received(6, 9);

        assertThat(incoming.account(false, problems).silent()).isOne();
    }

    /** Over a slow connection replies came between the last event and the gap, and so was what is missing on its way. */
    @Test
    void a_gap_begins_with_what_arrived_last_be_it_a_reply() {
        sent(0, 4);
        received(0, 4);
        now += 100;
        sent(5, 5);
        now += 3_000;
        incoming.gap(instant(), instant().plusSeconds(1));
        now += 2_000;
        sent(6, 6);
        received(6, 6);
        assertThat(incoming.account(true, problems).silent()).isOne();

        incoming.reply(new Incoming.Reply(now - 5_100, now - 2_010));
        assertThat(incoming.account(true, problems).silent()).isZero();
        // one that was sent long after the missing event and came: the event did not, for it would have come before
        incoming.reply(new Incoming.Reply(now - 2_500, now - 2_005));
        assertThat(incoming.account(true, problems).silent()).isOne();
    }

    @Test
    void replies_are_those_of_confirmed_calls() {
        outgoing.sent(1);
        outgoing.got(1);
        outgoing.ended(1, Outgoing.End.CONFIRMED);
        outgoing.sent(2);
        outgoing.got(2);
        outgoing.ended(2, Outgoing.End.UNCONFIRMED);
        outgoing.sent(3);
        outgoing.ended(3, Outgoing.End.CONFIRMED);
        assertThat(outgoing.replies())
                .singleElement()
                .satisfies(reply -> assertThat(reply.cameMillis()).isGreaterThanOrEqualTo(reply.sentMillis()));
    }

    @Test
    void calls_are_accounted_for_and_lies_are_found() {
        for (int number = 0; number < 6; number++) {
            outgoing.sent(number);
        }
        outgoing.ended(0, Outgoing.End.CONFIRMED);
        outgoing.got(0);
        outgoing.ended(1, Outgoing.End.CONFIRMED);
        outgoing.ended(2, Outgoing.End.NOT_SENT);
        outgoing.got(2);
        outgoing.ended(3, Outgoing.End.UNCONFIRMED);
        outgoing.got(3);
        outgoing.got(3);
        outgoing.ended(4, Outgoing.End.REFUSED);

        assertThat(outgoing.allEnded()).isFalse();
        assertThat(outgoing.account(false, problems)).isEqualTo(new Outcome.Up(6, 2, 1, 1, 1, 1, 3));
        assertThat(problems)
                .containsExactly(
                        "calls whose end is not true: 3 [1 CONFIRMED, got 0 times, 2 NOT_SENT, got 1 times, "
                                + "5 never ended, got 0 times]",
                        "calls that the server got twice: 1");
        problems.clear();
        assertThat(outgoing.account(true, problems).silent()).isEqualTo(3);
        assertThat(problems).contains("calls that were not confirmed, though they are sent again: 3");
    }

    @Test
    void an_emit_that_the_connection_took_is_lost_with_it_or_in_silence() {
        for (int number = 0; number < 7; number++) {
            emits.sent(number);
        }
        emits.ended(0, Emits.End.TAKEN);
        emits.got(0);
        emits.ended(1, Emits.End.TAKEN);
        now += 5_000;
        emits.disconnected();
        emits.ended(2, Emits.End.UNCONFIRMED);
        emits.ended(3, Emits.End.NOT_SENT);
        now += 1;
        emits.ended(4, Emits.End.TAKEN);
        emits.ended(5, Emits.End.UNCONFIRMED);
        emits.got(5);
        emits.got(5);
        now += 5_001;
        emits.disconnected();

        assertThat(emits.allEnded()).isFalse();
        assertThat(emits.account(problems)).isEqualTo(new Outcome.Emits(7, 2, 1, 2));
        assertThat(problems)
                .containsExactly(
                        "emits whose end is not true: 2 [4 TAKEN, got 0 times, 6 never ended, got 0 times]",
                        "emits that the server got twice: 1");
        emits.got(3);
        emits.ended(6, Emits.End.NOT_SENT);
        problems.clear();
        assertThat(emits.account(problems).silent()).isEqualTo(2);
        assertThat(problems).first().asString().contains("3 NOT_SENT, got 1 times");
    }

    @Test
    void what_is_settled_is_forgotten_and_can_not_come_again() {
        Books books = new Books(new Journal(), () -> "");
        books.fact("sent 0 1000");
        books.incoming.received(0);
        books.incoming.gap(Instant.EPOCH, Instant.EPOCH);
        books.probe("/quiet", "here");
        books.forget();

        assertThat(books.incoming.next()).isEqualTo(1);
        assertThat(books.incoming.gaps()).isEqualTo(1);
        assertThat(books.probes()).isEmpty();
        assertThat(books.outgoing.allEnded()).isTrue();
        books.incoming.received(0);
        List<String> problems = new ArrayList<>();
        assertThat(books.incoming.account(true, problems).sent()).isZero();
        assertThat(problems).containsExactly("events that nobody sent: [0]");
    }
}
