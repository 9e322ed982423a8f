package dev.halley.reliability.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the server of the trials must not lose itself. */
@Timeout(60)
class CometdNodeIT {
    private static final Pattern CLIENT_ID = Pattern.compile("\"clientId\":\"([^\"]+)\"");

    // CometD knows a session by its cookie as well.
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @Test
    void events_before_the_first_connect_of_a_session_are_kept_for_it() throws Exception {
        Numbers numbers = new Numbers(0);
        try (CometdNode node = CometdNode.start(0, true, numbers, new Tokens("good"), line -> {})) {
            String handshake = post(node, """
                    [{"id":"1","channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}]""");
            Matcher id = CLIENT_ID.matcher(handshake);
            assertThat(id.find()).as(handshake).isTrue();
            String session = id.group(1);
            post(node, """
                    [{"id":"2","channel":"/meta/subscribe","clientId":"%s","subscription":"/down/numbers"}]""".formatted(session));
            for (int i = 0; i < 2; i++) {
                synchronized (numbers) {
                    node.publish(numbers.next());
                }
            }
            String connected = post(node, """
                    [{"id":"3","channel":"/meta/connect","clientId":"%s","connectionType":"long-polling"}]""".formatted(session));
            assertThat(connected).contains("\"number\":0").contains("\"number\":1");
        }
    }

    private String post(CometdNode node, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + node.port() + "/cometd"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer good")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
