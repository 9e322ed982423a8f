package dev.halley.testkit.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.wire.Headers;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What the scripted server keeps of what came. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RequestLogTest {
    private final RequestLog log = new RequestLog();

    private void add(int messages) {
        Received.Origin origin = new Received.Origin("memory", 1, Headers.empty(), Instant.EPOCH);
        for (int i = 0; i < messages; i++) {
            log.add(new Received("{\"channel\":\"/a\"}", origin, log.nextNumber()));
        }
    }

    @Test
    void the_newest_messages_are_kept_and_the_numbers_go_on() {
        add(RequestLog.MOST_KEPT + 2);
        assertThat(log.all()).hasSize(RequestLog.MOST_KEPT);
        assertThat(log.all().get(0).number()).isEqualTo(3);
        Received oldest = log.take(message -> true);
        assertThat(oldest).isNotNull();
        assertThat(oldest.number()).isEqualTo(3);
        assertThat(log.nextNumber()).isEqualTo(RequestLog.MOST_KEPT + 3);
    }
}
