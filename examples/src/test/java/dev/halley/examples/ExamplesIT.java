package dev.halley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.TestTls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each program does what its documentation says, against a CometD server. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ExamplesIT {
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer("");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void receive_prints_what_it_published() throws Exception {
        try (Program program = Program.start(Receive.class, server.url())) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest()).containsExactly("{text=hello}");
        }
    }

    @Test
    void receive_with_handler_prints_typed_payloads_until_it_is_stopped() throws Exception {
        try (Program program = Program.start(ReceiveWithHandler.class, server.url())) {
            program.awaitLine("waiting for quotes");
            server.publish("/quotes/acme", Map.of("symbol", "ACME", "price", 12.5, "unknown", true));

            assertThat(program.awaitLine("ACME")).isEqualTo("ACME costs 12.5");
            assertThat(program.isRunning()).isTrue();
        }
    }

    @Test
    void subscribe_requests_handle_templates_batches_and_stages() throws Exception {
        try (Program program = Program.start(SubscribeRequests.class, server.url())) {
            program.awaitLines("subscribed: [/room/*, /prices/*, /jobs]", "ready");
            server.publish("/room/7", Map.of("text", "hello"));
            server.publish("/prices/acme", Map.of("symbol", "ACME", "price", 12.5));
            server.publish("/jobs", "first");

            program.awaitLines("room 7: hello", "last price 12.5", "storing first");
        }
    }

    @Test
    void annotated_rooms_handle_messages_until_somebody_says_bye() throws Exception {
        try (Program program = Program.start(AnnotatedRooms.class, server.url())) {
            program.awaitLine("registered 1");
            server.publish("/room/7", Map.of("text", "hello"));
            program.awaitLine("7: hello");
            server.publish("/room/8", Map.of("text", "bye"));

            assertThat(program.awaitLine("8: ")).isEqualTo("8: bye");
            assertThat(program.awaitEnd()).isZero();
        }
    }

    @Test
    void keep_running_outlives_its_main_until_a_handler_closes_the_client() throws Exception {
        try (Program program = Program.start(KeepRunning.class, server.url())) {
            program.awaitLine("main is done");
            server.publish("/jobs/new", "first");

            assertThat(program.awaitLine("job")).isEqualTo("job first");
            assertThat(program.isRunning()).isTrue();

            server.publish("/jobs/stop", "now");
            assertThat(program.awaitEnd()).isZero();
        }
    }

    @Test
    void publish_tells_a_confirmation_from_a_refusal() throws Exception {
        try (Program program = Program.start(Publish.class, server.url())) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest()).containsExactly("confirmed: /orders", "refused: 403 publish_denied");
        }
    }

    @Test
    void call_service_prints_the_answer_as_a_record() throws Exception {
        try (Program program = Program.start(CallService.class, server.url())) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest()).containsExactly("Question[text=how many?, number=42]");
        }
    }

    @Test
    void acknowledge_works_on_each_order() throws Exception {
        try (Program program = Program.start(Acknowledge.class, server.url())) {
            server.awaitSubscribed("/orders");
            server.publish("/orders", "book");
            server.publish("/orders", "pen");

            program.awaitLines("shipped book", "shipped pen");
        }
    }

    @Test
    void resume_stream_prints_events(@TempDir Path directory) throws Exception {
        String positions = directory.resolve("positions").toString();
        try (Program program = Program.start(ResumeStream.class, server.url(), positions)) {
            server.awaitSubscribed("/event/Order_Event__e");
            server.publish("/event/Order_Event__e", Map.of("payload", 1));

            assertThat(program.awaitLine("{\"payload\"")).isEqualTo("{\"payload\":1}");
        }
    }

    @Test
    void publish_options_and_batches_send_every_reading_in_order() throws Exception {
        try (Program program = Program.start(PublishOptionsAndBatches.class, server.url())) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(server.readings()).hasToString("[1, 2, 3, 4]");
            // a publisher's own messages come back to it in an order that was seen to differ
            assertThat(program.rest()).containsExactlyInAnyOrder("1", "2", "3", "4");
        }
    }

    @Test
    void close_in_order_handles_what_came_before_the_stop() throws Exception {
        try (Program program = Program.start(CloseInOrder.class, server.url())) {
            server.awaitSubscribed("/orders", "/stop");
            for (int i = 0; i < 20; i++) {
                server.publish("/orders", i);
            }
            server.publish("/stop", "now");

            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest()).containsExactly("everything was handled");
        }
    }

    @Test
    void async_pipeline_runs_to_its_end() throws Exception {
        try (Program program = Program.start(AsyncPipeline.class, server.url())) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest()).containsExactly("/log/answers ping");
        }
    }

    @Test
    void flow_subscriber_prints_as_many_messages_as_it_asked_for() throws Exception {
        try (Program program = Program.start(FlowSubscriber.class, server.url())) {
            server.awaitSubscribed("/news");
            for (int i = 1; i <= 4; i++) {
                server.publish("/news", i);
            }

            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest()).containsExactly("1", "2", "3");
        }
    }

    @Test
    void iterate_stream_prints_all_channels_in_order_and_ends_with_the_loop() throws Exception {
        try (Program program = Program.start(IterateStream.class, server.url())) {
            server.awaitSubscribed("/sensors/**", "/control");
            server.publish("/sensors/a/1", 1);
            server.publish("/sensors/b", 2);
            server.publish("/control", "end");

            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest()).containsExactly("/sensors/a/1 1", "/sensors/b 2", "/control \"end\"");
        }
    }

    @Test
    void watch_events_tells_of_the_loss_the_return_and_the_gap() throws Exception {
        try (Program program = Program.start(WatchEvents.class, server.url())) {
            program.awaitLines("CONNECTING -> CONNECTED", "watching");

            server.drop();
            program.awaitLine("CONNECTED -> RECONNECTING");
            server.restart();

            program.awaitLines("RECONNECTING -> CONNECTED", "may miss messages of /alerts since ");
            server.publish("/alerts", "again");
            assertThat(program.awaitLine("alert")).isEqualTo("alert again");
        }
    }

    @Test
    void fresh_token_is_let_in_with_the_right_token_only() throws Exception {
        try (TestServer guarded = new TestServer("secret");
                Program allowed = Program.start(FreshToken.class, Map.of("TOKEN", "secret"), guarded.url());
                Program refused = Program.start(FreshToken.class, Map.of("TOKEN", "guess"), guarded.url())) {
            assertThat(allowed.awaitEnd()).isZero();
            assertThat(allowed.rest()).containsExactly("authorised over websocket");
            assertThat(refused.awaitEnd()).isEqualTo(1);
            refused.awaitLine("Exception in thread \"main\" dev.halley.bayeux.BayeuxRefusedException");
        }
    }

    @Test
    void handover_goes_on_with_the_session() throws Exception {
        try (Program program = Program.start(Handover.class, server.url())) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest()).containsExactly("going on with {id=7}");
        }
    }

    @Test
    void several_servers_takes_the_one_that_is_there() throws Exception {
        try (Program program = Program.start(SeveralServers.class, "http://127.0.0.1:9/cometd", server.url())) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest()).containsExactly("connected over websocket");
        }
    }

    @Test
    void bearer_token_is_let_in_with_the_right_token_only() throws Exception {
        try (TestServer guarded = new TestServer("secret");
                Program allowed = Program.start(BearerToken.class, Map.of("TOKEN", "secret"), guarded.url());
                Program refused = Program.start(BearerToken.class, Map.of("TOKEN", "guess"), guarded.url())) {
            assertThat(allowed.awaitEnd()).isZero();
            assertThat(allowed.rest()).containsExactly("logged in over websocket");
            assertThat(refused.awaitEnd()).isEqualTo(1);
            refused.awaitLine("Exception in thread \"main\" dev.halley.bayeux.BayeuxRefusedException");
        }
    }

    @Test
    void tenant_extension_withholds_drafts() throws Exception {
        try (Program program = Program.start(TenantExtension.class, server.url())) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest())
                    .containsExactly("extension Tenant withheld a message to /drafts/orders, so it was not sent");
        }
    }

    @Test
    void send_bytes_prints_what_cometd_understood_and_sent_back() throws Exception {
        try (Program program = Program.start(SendBytes.class, server.url())) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest()).containsExactly("not really a picture");
            assertThat(server.bytes()).isEqualTo("not really a picture".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void server_clock_agrees_with_the_server_on_this_machine() throws Exception {
        try (Program program = Program.start(ServerClock.class, server.url())) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.awaitLine("over websocket it is ")).contains(", this machine is PT");
            assertThat(program.rest()).containsExactly("synchronized: true, the same clock");
        }
    }

    @Test
    void own_certificate_connects_where_the_default_refuses(@TempDir Path directory) throws Exception {
        TestTls tls = TestTls.create("localhost");
        try (TlsFront front = new TlsFront(tls.serverContext(), server.port())) {
            Path pem = directory.resolve("server.pem");
            Files.writeString(pem, pem(front.certificate(tls.clientContext())));
            String url = "https://localhost:" + front.port() + "/cometd";
            try (Program trusting = Program.start(OwnCertificate.class, url, pem.toString());
                    Program suspicious = Program.start(Receive.class, url)) {
                assertThat(trusting.awaitEnd()).isZero();
                assertThat(trusting.rest()).containsExactly("connected over TLS: CONNECTED");
                assertThat(suspicious.awaitEnd()).isEqualTo(1);
                assertThat(suspicious.rest())
                        .anyMatch(line -> line.startsWith(
                                "Exception in thread \"main\" dev.halley.ConnectionException: No secure connection"));
            }
        }
    }

    @Test
    void observe_shows_the_log_the_wire_and_a_count() throws Exception {
        try (Program program = Program.start(Observe.class, server.url())) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest())
                    .anyMatch(line -> line.contains(" DEBUG bayeux: StateChanged[from=NEW, to=CONNECTING"))
                    .anyMatch(line -> line.contains(" #1 > upgrade ws://"))
                    .anyMatch(line -> line.contains("\"clientId\":\"***\""))
                    .anyMatch(line -> line.matches("received [3-9] messages"));
        }
    }

    private static String pem(byte[] certificate) {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
    }
}
