package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.AuthExtension;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.ExtensionPayload;
import dev.halley.bayeux.Subscription;
import dev.halley.bayeux.Token;
import dev.halley.bayeux.TokenAuth;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Message;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.DefaultSecurityPolicy;
import org.cometd.server.ServerMessageImpl;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A CometD server that accepts tokens for a while. */
@Timeout(60)
@BothWires
class RenewalIT {
    private static final String CHANNEL = "/renewal/stream";

    private final Set<String> good = ConcurrentHashMap.newKeySet();
    private final AtomicInteger issued = new AtomicInteger();

    static Stream<Arguments> rotating() {
        return Matrix.rotating(Face.FLOW);
    }

    private Token issue() {
        String token = "t" + issued.incrementAndGet();
        good.add(token);
        return new Token(token);
    }

    /** Carries its token in each message, as a server wants it that sees no headers. */
    private final class InMessages implements AuthExtension {
        private volatile String token = issue().value();

        @Override
        public CompletionStage<Void> outgoing(ExtensionPayload payload) {
            payload.messages().forEach(message -> message.ext().put("token", token));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> authenticate() {
            token = issue().value();
            return CompletableFuture.completedFuture(null);
        }
    }

    private boolean hasGoodHeader(ServerMessage message) {
        String header = message.getBayeuxContext().getHeader("Authorization");
        return header != null && good.contains(header.replace("Bearer ", ""));
    }

    private boolean hasGoodField(ServerMessage message) {
        return message.getExt() != null && good.contains(message.getExt().get("token"));
    }

    /** Lets only those in whose handshake is accepted. */
    private static CometdServer accepting(Predicate<ServerMessage> good) {
        return CometdServer.with(server -> server.setSecurityPolicy(new DefaultSecurityPolicy() {
            @Override
            public boolean canHandshake(BayeuxServer server, ServerSession session, ServerMessage message) {
                return good.test(message);
            }
        }));
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_token_that_expired_during_an_outage_is_renewed_for_the_new_session(ConnectionType transport, Face face) {
        try (CometdServer server = accepting(this::hasGoodHeader);
                FaceClient client =
                        face.open(Clients.eager(server.url(), transport).auth(TokenAuth.bearerFrom(this::issue)))) {
            client.subscribe(CHANNEL);
            client.publish(CHANNEL, 1);
            assertThat(client.receive().data()).isEqualTo(1);
            good.clear();
            server.drop();
            server.restart();
            client.events.await(ClientEvent.Gap.class);
            assertThat(client.client.awaitState(ConnectionState.CONNECTED, Await.SOON))
                    .isTrue();
            client.publish(CHANNEL, 2);
            assertThat(client.receive().data()).isEqualTo(2);
            assertThat(issued).as("one renewal").hasValue(2);
            assertThat(client.client.subscriptions())
                    .extracting(Subscription::state)
                    .containsOnly(SubscriptionState.ACTIVE);
        }
    }

    @ParameterizedTest
    @MethodSource("rotating")
    void a_server_that_takes_no_token_ends_the_opening_with_its_refusal(ConnectionType transport, Face face) {
        try (CometdServer server = accepting(message -> false)) {
            assertThatThrownBy(() ->
                            face.open(Clients.eager(server.url(), transport).auth(TokenAuth.bearerFrom(this::issue))))
                    .isInstanceOfSatisfying(
                            BayeuxRefusedException.class,
                            refusal -> assertThat(refusal.errorCode()).isEqualTo(403));
            assertThat(issued).hasValueBetween(2, 4);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void what_was_refused_for_an_old_token_is_sent_again_once_with_a_new_one(ConnectionType transport, Face face) {
        try (CometdServer server = CometdServer.with(starting -> starting.addExtension(new Guard()));
                FaceClient client =
                        face.open(Clients.eager(server.url(), transport).auth(new InMessages()))) {
            good.clear();
            client.subscribe(CHANNEL);
            assertThat(issued).hasValue(2);
            good.clear();
            BayeuxMessage reply = client.publish(CHANNEL, Map.of("n", 1));
            assertThat(reply.isSuccessful()).isTrue();
            assertThat(issued).hasValue(3);
            assertThat(client.receive().data()).isEqualTo(Map.of("n", 1));
            assertThat(client.events.of(ClientEvent.Gap.class)).isEmpty();
        }
    }

    /** Answers 401 to what has no good token; connects are let through. */
    private final class Guard implements BayeuxServer.Extension {
        @Override
        public boolean rcvMeta(ServerSession session, ServerMessage.Mutable message) {
            return !message.getChannel().equals(Channel.META_SUBSCRIBE) || rcv(session, message);
        }

        @Override
        public boolean rcv(ServerSession session, ServerMessage.Mutable message) {
            if (hasGoodField(message)) {
                return true;
            }
            ServerMessageImpl reply = (ServerMessageImpl) message.getAssociated();
            reply.setSuccessful(false);
            reply.put(Message.ERROR_FIELD, "401::Authentication invalid");
            reply.setHandled(true);
            return false;
        }
    }
}
