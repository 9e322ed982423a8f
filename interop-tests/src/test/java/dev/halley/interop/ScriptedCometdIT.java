package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cli.server.EmbeddedServer;
import dev.halley.internal.json.JsonValues;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.cometd.server.ext.AcknowledgedMessagesExtension;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The test kit's server answers as CometD does: both get the same requests. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ScriptedCometdIT {
    private static final String HELD = "held";

    /** One client without any cleverness, which writes down what it is answered. */
    private static final class Conversation {
        private final HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();
        private final URI url;
        private final List<String> answers = new ArrayList<>();
        private String clientId = "";
        private int ids;

        private Conversation(String url) {
            this.url = URI.create(url);
        }

        private String message(String channel, String fields) {
            return "{\"channel\":\"" + channel + "\",\"id\":\"" + ++ids + "\""
                    + (clientId.isEmpty() ? "" : ",\"clientId\":\"" + clientId + "\"")
                    + (fields.isEmpty() ? "" : "," + fields) + "}";
        }

        private CompletableFuture<HttpResponse<String>> post(String body) {
            return http.sendAsync(
                    HttpRequest.newBuilder(url)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        private void note(String what, CompletableFuture<HttpResponse<String>> answer, long millis) throws Exception {
            String heard;
            try {
                HttpResponse<String> response = answer.get(millis, TimeUnit.MILLISECONDS);
                heard = response.statusCode() == 200 ? readable(response.body()) : "status " + response.statusCode();
            } catch (TimeoutException e) {
                heard = HELD;
            }
            answers.add(what + ": " + heard);
        }

        /** In one order, and without what may differ: the client id, and what the servers were configured with. */
        private static String readable(String body) {
            List<Object> messages = new ArrayList<>();
            for (Object each : (List<?>) Objects.requireNonNull(JsonValues.parse(body))) {
                Map<String, Object> message = new TreeMap<>();
                ((Map<?, ?>) each).forEach((name, value) -> message.put(String.valueOf(name), value));
                message.computeIfPresent("clientId", (name, value) -> "ID");
                message.computeIfPresent("supportedConnectionTypes", (name, value) -> "…");
                if (message.get("advice") instanceof Map<?, ?> advice) {
                    Map<String, Object> ordered = new TreeMap<>();
                    advice.forEach((name, value) -> ordered.put(String.valueOf(name), value));
                    ordered.remove("timeout");
                    message.put("advice", ordered);
                }
                // CometD's extension leaves an empty object behind.
                message.remove("ext", new LinkedHashMap<>());
                messages.add(message);
            }
            return messages.toString();
        }

        private void say(String channel, String fields) throws Exception {
            note(channel + " " + fields, post("[" + message(channel, fields) + "]"), 10_000);
        }

        private CompletableFuture<HttpResponse<String>> connect(String fields) {
            return post("[" + message("/meta/connect", "\"connectionType\":\"long-polling\"" + fields) + "]");
        }

        private void handshake(String fields) throws Exception {
            clientId = "";
            var answer = post("["
                    + message(
                            "/meta/handshake",
                            "\"version\":\"1.0\",\"supportedConnectionTypes\":[\"long-polling\"]" + fields)
                    + "]");
            note("handshake", answer, 10_000);
            Map<?, ?> reply =
                    (Map<?, ?>) ((List<?>) JsonValues.parse(answer.join().body())).get(0);
            clientId = (String) reply.get("clientId");
        }

        private void plain() throws Exception {
            handshake("");
            note("first connect", connect(""), 10_000);
            var held = connect("");
            note("second connect", held, 500);
            say("/meta/subscribe", "\"subscription\":\"/chat\"");
            say("/meta/subscribe", "\"subscription\":[\"/a/*\",\"/b\"]");
            say("/chat", "\"data\":{\"x\":1}");
            say("/chat", "");
            note("held still", held, 200);
            note(
                    "batch",
                    post("[" + message("/chat", "\"data\":1") + "," + message("/service/none", "\"data\":1") + "]"),
                    10_000);
            note(
                    "batch with connect",
                    post("[" + message("/meta/connect", "\"connectionType\":\"long-polling\"") + ","
                            + message("/chat", "\"data\":1") + "]"),
                    10_000);
            var old = connect("");
            note("third connect", old, 500);
            var next = connect("");
            note("third connect, superseded", old, 10_000);
            note("fourth connect", next, 200);
        }

        private void odd() throws Exception {
            handshake("");
            note("connect", connect(",\"advice\":{\"timeout\":0}"), 10_000);
            say("/chat/*", "\"data\":1");
            say("chat", "\"data\":1");
            say("/meta/foo", "");
            say("/meta/subscribe", "");
            say("/meta/subscribe", "\"subscription\":\"foo\"");
            say("/meta/subscribe", "\"subscription\":\"/meta/connect\"");
            say("/meta/subscribe", "\"subscription\":\"/service/x\"");
            say("/meta/unsubscribe", "\"subscription\":\"/service/x\"");
            say("/meta/unsubscribe", "\"subscription\":\"/nobody\"");
            note("object", post(message("/service/x", "\"data\":1")), 10_000);
            note("nothing", post("[]"), 10_000);
            note("empty", post(""), 10_000);
            note("nonsense", post("nonsense"), 10_000);
            note("no channel", post("[{\"id\":\"77\",\"clientId\":\"" + clientId + "\"}]"), 10_000);
            note("number", post("[{\"channel\":\"/service/x\",\"id\":5,\"clientId\":\"" + clientId + "\"}]"), 10_000);
            var held = connect("");
            note("connect", held, 500);
            say("/meta/disconnect", "");
            note("at the end", held, 10_000);
            note("connect", connect(""), 10_000);
            for (String channel : List.of("/chat", "/meta/subscribe", "/meta/disconnect")) {
                say(channel, "\"subscription\":\"/chat\"");
            }
            handshake("");
            note("first of one browser", connect(""), 10_000);
            var first = connect("");
            note("held", first, 500);
            handshake("");
            note("second of one browser", connect(""), 10_000);
            note("again", connect(""), 10_000);
        }

        private void acknowledged() throws Exception {
            handshake(",\"ext\":{\"ack\":true}");
            note("first", connect(",\"ext\":{\"ack\":-1}"), 10_000);
            say("/meta/subscribe", "\"subscription\":\"/chat\"");
            say("/chat", "\"data\":1");
            for (int ack : new int[] {0, 1, 1}) {
                note("old ack " + ack, connect(",\"ext\":{\"ack\":" + ack + "}"), 10_000);
            }
            say("/chat", "\"data\":2");
            note("ack 2", connect(",\"ext\":{\"ack\":2}"), 10_000);
            note("ack 5", connect(",\"ext\":{\"ack\":5}"), 500);
        }
    }

    /** What a client says. */
    private interface Part {
        void of(Conversation conversation) throws Exception;
    }

    private static void compare(Part part) throws Exception {
        try (EmbeddedServer cometd = EmbeddedServer.start(new EmbeddedServer.Settings(
                        0, false, bayeux -> bayeux.addExtension(new AcknowledgedMessagesExtension())));
                BayeuxTestServer scripted = BayeuxTestServer.builder()
                        .timeout(Duration.ofSeconds(20))
                        .start()) {
            Conversation real = new Conversation(cometd.url().toString());
            part.of(real);
            Conversation played = new Conversation(scripted.url());
            part.of(played);

            assertThat(played.answers).isEqualTo(real.answers);
            assertThat(real.answers).hasSizeGreaterThan(5);
        }
    }

    @Test
    void in_an_ordinary_conversation() throws Exception {
        compare(Conversation::plain);
    }

    @Test
    void to_what_is_odd() throws Exception {
        compare(Conversation::odd);
    }

    @Test
    void under_the_acknowledge_extension() throws Exception {
        compare(Conversation::acknowledged);
    }
}
