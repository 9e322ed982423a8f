package dev.halley.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BayeuxScanTest {
    @Test
    void finds_the_fields_of_each_message_and_none_of_its_data() {
        byte[] bytes =
                ("[{\"data\":{\"id\":7,\"channel\":\"/no\",\"text\":\"}{\\\"\"},\"channel\":\"/a\",\"id\":\"1\"},"
                                + "{\"id\":\"2\",\"clientId\":\"c\",\"channel\":\"/b\"}]")
                        .getBytes(StandardCharsets.US_ASCII);
        BayeuxScan scan = new BayeuxScan(bytes, 0, bytes.length);

        assertThat(scan.next()).isTrue();
        assertThat(scan.channel()).isEqualTo("/a");
        assertThat(scan.id()).isEqualTo("1");
        assertThat(scan.next()).isTrue();
        assertThat(scan.channel()).isEqualTo("/b");
        assertThat(scan.clientId()).isEqualTo("c");
        assertThat(scan.next()).isFalse();
    }
}
