package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.HalleyException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.SessionSnapshot;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A CometD session goes from one client to the next. */
@Timeout(60)
@BothWires
class HandoverIT {
    private static final String CHANNEL = "/handover/stream";

    private static String detached(FaceClient client, Face face) {
        return (face == Face.BLOCKING
                        ? client.client.detach()
                        : Await.value(client.client.async().detach(), "detach"))
                .toJson();
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void the_next_client_gets_what_was_published_in_between(ConnectionType transport, Face face) {
        try (CometdServer server = CometdServer.acknowledging(CometdServer.timing(30_000, 30_000))) {
            FaceClient former = face.open(Clients.eager(server.url(), transport).ack(true));
            former.subscribe(CHANNEL);
            server.publish(CHANNEL, 0);
            assertThat(former.receive().data()).isEqualTo(0);
            String session = server.sessions().get(0).getId();
            String saved = detached(former, face);
            assertThatThrownBy(() -> former.publish(CHANNEL, "never")).isInstanceOf(HalleyException.class);
            server.publish(CHANNEL, 1);
            server.publish(CHANNEL, 2);
            try (FaceClient next =
                    face.open(Clients.eager(server.url(), transport).ack(true).resume(SessionSnapshot.parse(saved)))) {
                next.subscribe(CHANNEL);
                int first = next.receive().data(Integer.class);
                if (first == 0) {
                    // the former one may have ended before it said that it had this
                    first = next.receive().data(Integer.class);
                }
                assertThat(first).isEqualTo(1);
                assertThat(next.receive().data()).isEqualTo(2);
                BayeuxMessage reply = next.publish(CHANNEL, 3);
                assertThat(reply.isSuccessful()).isTrue();
                assertThat(next.receive().data()).isEqualTo(3);
                assertThat(server.sessions())
                        .singleElement()
                        .satisfies(kept -> assertThat(kept.getId()).isEqualTo(session));
            }
            Await.until(
                    Await.SOON,
                    "the session ends with its last client",
                    () -> server.sessions().isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_session_that_is_gone_is_replaced_and_the_gap_is_said(ConnectionType transport, Face face) {
        try (CometdServer server = CometdServer.start()) {
            FaceClient former = face.open(Clients.eager(server.url(), transport));
            former.subscribe(CHANNEL);
            String saved = detached(former, face);
            server.forgetSessions();
            try (FaceClient next =
                    face.open(Clients.eager(server.url(), transport).resume(SessionSnapshot.parse(saved)))) {
                next.subscribe(CHANNEL);
                server.publish(CHANNEL, 1);
                assertThat(next.receive(Duration.ofSeconds(10)))
                        .hasValueSatisfying(
                                message -> assertThat(message.data()).isEqualTo(1));
                assertThat(next.events.await(ClientEvent.Gap.class).scope()).isEqualTo(CHANNEL);
                assertThat(server.sessions()).hasSize(1);
            }
        }
    }
}
