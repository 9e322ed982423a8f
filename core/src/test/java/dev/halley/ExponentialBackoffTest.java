package dev.halley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.ReconnectPolicy.Decision;
import dev.halley.ReconnectPolicy.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExponentialBackoffTest {
    private static final double ALMOST_ONE = Math.nextDown(1.0);
    private final ExponentialBackoff policy = ReconnectPolicy.exponentialBackoff();

    private static Failure failure(int attempt, double random) {
        return new Failure(attempt, Duration.ZERO, Optional.empty(), false, true, new IOException("reset"), random);
    }

    private static Failure failure(int attempt, Duration elapsed, Duration retryAfter) {
        return new Failure(
                attempt, elapsed, Optional.ofNullable(retryAfter), false, true, new IOException("reset"), 0.5);
    }

    private static Duration delay(ReconnectPolicy policy, Failure failure) {
        Decision decision = policy.next(failure);
        assertThat(decision).isInstanceOf(Decision.Retry.class);
        assertThat(((Decision.Retry) decision).next()).isSameAs(policy);
        return ((Decision.Retry) decision).delay();
    }

    private static String reason(ReconnectPolicy policy, Failure failure) {
        Decision decision = policy.next(failure);
        assertThat(decision).isInstanceOf(Decision.GiveUp.class);
        return ((Decision.GiveUp) decision).reason();
    }

    @ParameterizedTest
    @CsvSource({"1,1000", "2,2000", "3,4000", "4,5000", "5,5000", "1000,5000", "2147483647,5000"})
    void the_delay_doubles_up_to_the_limit(int attempt, long millis) {
        assertThat(delay(policy.proportionalJitter(0), failure(attempt, 0.9))).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void full_jitter_draws_from_zero_to_the_delay_also_at_the_limit() {
        assertThat(delay(policy, failure(1, 0))).isZero();
        assertThat(delay(policy, failure(1, 0.25))).isEqualTo(Duration.ofMillis(250));
        assertThat(delay(policy, failure(50, 0.5))).isEqualTo(Duration.ofMillis(2500));
        assertThat(delay(policy, failure(50, ALMOST_ONE))).isBetween(Duration.ofMillis(4999), Duration.ofSeconds(5));
    }

    @Test
    void proportional_jitter_varies_to_both_sides_after_the_limit() {
        ExponentialBackoff spread = policy.proportionalJitter(0.5);
        assertThat(delay(spread, failure(50, 0))).isEqualTo(Duration.ofMillis(2500));
        assertThat(delay(spread, failure(50, 0.5))).isEqualTo(Duration.ofSeconds(5));
        assertThat(delay(spread, failure(50, ALMOST_ONE))).isBetween(Duration.ofMillis(7499), Duration.ofMillis(7500));
        assertThat(delay(spread.fullJitter(), failure(50, 0))).isZero();
    }

    @Test
    void values_can_be_changed() {
        ExponentialBackoff mine = policy.initialDelay(Duration.ofMillis(10))
                .multiplier(3)
                .maxDelay(Duration.ofMillis(80))
                .proportionalJitter(0);
        assertThat(delay(mine, failure(1, 0))).isEqualTo(Duration.ofMillis(10));
        assertThat(delay(mine, failure(2, 0))).isEqualTo(Duration.ofMillis(30));
        assertThat(delay(mine, failure(3, 0))).isEqualTo(Duration.ofMillis(80));
        assertThat(delay(mine.initialDelay(Duration.ZERO), failure(Integer.MAX_VALUE, 0)))
                .isZero();
    }

    @Test
    void enormous_values_do_not_overflow() {
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
        ExponentialBackoff mine = policy.initialDelay(forever).maxDelay(forever).proportionalJitter(1);
        assertThat(delay(mine, failure(9, ALMOST_ONE))).isGreaterThan(Duration.ofDays(365));
    }

    @Test
    void the_larger_of_the_delay_and_retry_after_counts() {
        ExponentialBackoff exact = policy.proportionalJitter(0);
        assertThat(delay(exact, failure(1, Duration.ZERO, Duration.ofSeconds(120))))
                .isEqualTo(Duration.ofSeconds(120));
        assertThat(delay(exact, failure(3, Duration.ZERO, Duration.ofSeconds(1))))
                .isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void a_fatal_failure_ends_a_client_only_before_its_first_session() {
        IOException cause = new IOException("404");
        Failure before = new Failure(1, Duration.ZERO, Optional.empty(), true, false, cause, 0.5);
        Failure after = new Failure(1, Duration.ZERO, Optional.empty(), true, true, cause, 0.5);
        assertThat(reason(policy, before)).contains("fatal", "404");
        assertThat(delay(policy, after)).isEqualTo(Duration.ofMillis(500));
        Failure passing = new Failure(1, Duration.ZERO, Optional.empty(), false, false, cause, 0.5);
        assertThat(delay(policy, passing)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void attempts_can_be_limited() {
        ExponentialBackoff three = policy.maxAttempts(3);
        assertThat(delay(three, failure(3, 0.5))).isPositive();
        assertThat(reason(three, failure(4, 0.5))).isEqualTo("maxAttempts: 3 retries used up");
        assertThat(reason(policy.maxAttempts(0), failure(1, 0.5))).startsWith("maxAttempts: 0");
    }

    @Test
    void an_outage_can_be_limited_and_its_last_attempt_comes_at_the_end_of_it() {
        ExponentialBackoff limited = policy.proportionalJitter(0).maxElapsed(Duration.ofSeconds(30));
        assertThat(delay(limited, failure(9, Duration.ofSeconds(25), null))).isEqualTo(Duration.ofSeconds(5));
        assertThat(delay(limited, failure(9, Duration.ofSeconds(28), null))).isEqualTo(Duration.ofSeconds(2));
        assertThat(reason(limited, failure(9, Duration.ofSeconds(30), null))).isEqualTo("maxElapsed: PT30S over");
        assertThat(reason(limited, failure(9, Duration.ofSeconds(20), Duration.ofSeconds(11))))
                .isEqualTo("maxElapsed: PT30S, but the server asked to wait for PT11S");
    }

    @Test
    void never_gives_up_at_once_and_says_why() {
        assertThat(reason(ReconnectPolicy.never(), failure(1, 0))).isEqualTo("reconnect policy: never");
    }

    @Test
    void invalid_values_are_refused_with_what_was_expected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.initialDelay(Duration.ofSeconds(-1)))
                .withMessage("initialDelay: PT-1S (expected: not negative)");
        assertThatIllegalArgumentException().isThrownBy(() -> policy.maxDelay(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> policy.maxElapsed(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> policy.multiplier(0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> policy.multiplier(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> policy.proportionalJitter(1.5));
        assertThatIllegalArgumentException().isThrownBy(() -> policy.maxAttempts(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> failure(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> failure(1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Decision.Retry(Duration.ofSeconds(-1), policy));
    }

    @Test
    void it_is_a_value() {
        assertThat(policy.maxAttempts(3))
                .isEqualTo(policy.maxAttempts(3))
                .hasSameHashCodeAs(policy.maxAttempts(3))
                .isNotEqualTo(policy);
        assertThat(policy)
                .hasToString("ExponentialBackoff[initialDelay=PT1S, multiplier=2.0, maxDelay=PT5S, jitter=full,"
                        + " maxAttempts=unlimited, maxElapsed=unlimited]");
        assertThat(policy.maxAttempts(3).proportionalJitter(0.5).maxElapsed(Duration.ofSeconds(9)))
                .asString()
                .contains("jitter=±0.5", "maxAttempts=3", "maxElapsed=PT9S");
    }

    /**
     * A server is down for ten seconds; each of its thousand clients is back with its first attempt after that. What
     * follows holds for the policy alone, by the median of these storms (one in a hundred is a little fuller): a machine
     * that stands still for a moment makes all attempts of it at once.
     */
    @Test
    void no_tenth_of_a_second_holds_more_than_six_percent_of_a_thousand_clients_attempts() {
        long[] fullest = new long[21];
        for (int storm = 0; storm < fullest.length; storm++) {
            long[] back = attemptsAfterAnOutage(new Random(storm));
            assertThat(back[back.length - 1]).isLessThan(2 * 5_000_000);
            int from = 0;
            for (int to = 0; to < back.length; to++) {
                while (back[to] - back[from] >= 100_000) {
                    from++;
                }
                fullest[storm] = Math.max(fullest[storm], to - from + 1);
            }
        }
        Arrays.sort(fullest);
        assertThat(fullest[fullest.length / 2]).isLessThanOrEqualTo(60);
    }

    /** In microseconds after its end, sorted. */
    private long[] attemptsAfterAnOutage(Random random) {
        long[] back = new long[1000];
        for (int i = 0; i < back.length; i++) {
            long now = 0;
            for (int attempt = 1; now < 10_000_000; attempt++) {
                now += delay(policy, failure(attempt, random.nextDouble())).toNanos() / 1000;
            }
            back[i] = now - 10_000_000;
        }
        Arrays.sort(back);
        return back;
    }
}
