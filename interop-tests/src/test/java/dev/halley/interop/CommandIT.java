package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.bayeux.ConnectionType;
import dev.halley.cli.Main;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code halley bayeux sub} and {@code pub} with Faye; the command's own tests do the same with CometD. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandIT {
    private static final int COUNT = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

    private FayeServer server;

    @BeforeAll
    void start() {
        server = FayeServer.start();
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Child command(String name, ConnectionType transport, String... more) {
        String[] args = new String[5 + more.length];
        args[0] = "bayeux";
        args[1] = name;
        args[2] = "--transport";
        args[3] = transport.wireName();
        args[4] = server.url().toString();
        System.arraycopy(more, 0, args, 5, more.length);
        return Programs.start(List.of(), Main.class, args);
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#transports")
    void ten_thousand_messages_arrive_once_each_and_in_order(ConnectionType transport) {
        String channel = "/command/" + transport.wireName();
        // one after the other: two machines that start at once may need longer than the command waits for a connection
        try (Child sub = command("sub", transport, channel)) {
            sub.await("subscribed " + channel, LIMIT);
            try (Child pub = command("pub", transport, channel, "-")) {
                CompletableFuture<Void> publishing = Background.run(() -> {
                    for (int i = 0; i < COUNT; i++) {
                        pub.tell("{\"n\":" + i + "}");
                    }
                });
                Ledger received = new Ledger();
                for (int i = 0; i < COUNT; i++) {
                    Matcher number = NUMBER.matcher(sub.await("{", LIMIT));
                    assertThat(number.find()).isTrue();
                    received.book(Integer.parseInt(number.group(1)));
                }
                Await.value(publishing, "publishing");
                for (int i = 0; i < COUNT; i++) {
                    assertThat(pub.await("{", LIMIT)).contains("\"successful\":true");
                }
                received.assertWhole(COUNT);
            }
        }
    }
}
