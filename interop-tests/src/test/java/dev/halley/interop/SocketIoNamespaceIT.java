package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halley.socketio.BadNamespaceException;
import dev.halley.socketio.ConnectError;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.Disconnected;
import dev.halley.socketio.IncomingEvent;
import dev.halley.socketio.NamespaceRefusedException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Namespaces: joined with the connection and later, left one by one, refused, and let in with better credentials. */
@Timeout(60)
@BothWires
class SocketIoNamespaceIT {
    private static final SocketIoServers SERVERS = new SocketIoServers();

    @AfterAll
    static void stop() {
        SERVERS.close();
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.SocketIoMatrix#servers")
    void one_is_joined_later_and_left_while_the_others_stay(PeerKind kind, SocketIoRoute route) {
        try (SocketIoUser user = SocketIoUser.of(kind, SocketIoFace.BLOCKING)) {
            BlockingQueue<Disconnected> left = new LinkedBlockingQueue<>();
            user.client().namespace("/chat").onDisconnect(left::add);
            user.connect(route.to(SERVERS.get(kind)).onlyNamespaces("/"));
            assertThat(user.client().connectedNamespaces()).containsExactly("/");
            assertThatThrownBy(() -> user.emit("/chat", "echo", 1)).isInstanceOf(BadNamespaceException.class);

            BlockingQueue<IncomingEvent> welcome = user.hear("/chat", "welcome");
            user.join("/chat");
            assertThat(SocketIoUser.next(welcome, "welcome").get(0)).isEqualTo("/chat");
            assertThat(user.call("/chat", "echo", 1).get(0)).isEqualTo(1);

            user.leave("/chat");
            assertThat(Await.next(left, Await.SOON, "disconnect of /chat").reason())
                    .isEqualTo(DisconnectReason.CLIENT);
            assertThat(user.client().connectedNamespaces()).containsExactly("/");
            assertThat(user.call("/", "echo", 2).get(0)).isEqualTo(2);

            user.join("/chat");
            assertThat(user.call("/chat", "echo", 3).get(0)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.SocketIoMatrix#servers")
    void the_server_leaves_one_and_then_the_last(PeerKind kind, SocketIoRoute route) {
        try (SocketIoUser user = SocketIoUser.of(kind, SocketIoFace.BLOCKING)) {
            BlockingQueue<Disconnected> left = new LinkedBlockingQueue<>();
            user.client().namespace("/chat").onDisconnect(left::add);
            user.client().onDisconnect(left::add);
            user.connect(route.to(SERVERS.get(kind)).namespaces("/chat"));
            // in the middle of an upgrade the Java server says nothing of it
            user.awaitRoute(route);
            user.emit("/chat", "disconnect me", false);
            Disconnected first = Await.next(left, Await.SOON, "disconnect of /chat");
            assertThat(first.namespace()).isEqualTo("/chat");
            assertThat(first.reason()).isEqualTo(DisconnectReason.SERVER);
            assertThat(user.call("/", "echo", 2).get(0)).isEqualTo(2);
            user.emit("/", "disconnect me", false);
            Disconnected last = Await.next(left, Await.SOON, "disconnect of /");
            assertThat(last.reason()).isEqualTo(DisconnectReason.SERVER);
            Await.until(Await.SOON, "the end", () -> !user.client().state().isOpen());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.SocketIoMatrix#servers")
    void a_refusal_carries_what_the_server_said(PeerKind kind, SocketIoRoute route) {
        try (SocketIoUser user = SocketIoUser.of(kind, SocketIoFace.BLOCKING)) {
            BlockingQueue<ConnectError> errors = new LinkedBlockingQueue<>();
            user.client().namespace("/admin").onConnectError(errors::add);
            // netty-socketio lets in who says nothing
            user.connect(
                    route.to(SERVERS.get(kind)).auth(Map.of("token", "wrong")).onlyNamespaces("/"));
            assertThatThrownBy(() -> user.join("/admin")).isInstanceOf(NamespaceRefusedException.class);
            ConnectError error = Await.next(errors, Await.SOON, "connect_error");
            assertThat(error.isRefused()).isTrue();
            assertThat(error.active()).isFalse();
            if (kind == PeerKind.JS4 || kind == PeerKind.JS4_MSGPACK) {
                assertThat(error.message()).isEqualTo("not authorised");
                assertThat(error.data()).isInstanceOf(Map.class);
            }
            assertThatThrownBy(() -> user.emit("/admin", "echo", 1)).isInstanceOf(BadNamespaceException.class);
            assertThat(user.call("/", "echo", 2).get(0)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.SocketIoMatrix#servers")
    void a_refusal_of_what_was_asked_for_fails_the_connect(PeerKind kind, SocketIoRoute route) {
        try (SocketIoUser user = SocketIoUser.of(kind, SocketIoFace.BLOCKING)) {
            assertThatThrownBy(() -> user.connect(route.to(SERVERS.get(kind))
                            .auth(Map.of("token", "wrong"))
                            .namespaces("/admin")))
                    .isInstanceOf(NamespaceRefusedException.class);
            Await.until(Await.SOON, "the end", () -> !user.client().state().isOpen());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.SocketIoMatrix#servers")
    void refreshed_credentials_are_tried_after_a_refusal(PeerKind kind, SocketIoRoute route) {
        assumeTrue(kind != PeerKind.EMBEDDED, "it has no middleware");
        AtomicInteger asked = new AtomicInteger();
        try (SocketIoUser user = SocketIoUser.of(kind, SocketIoFace.BLOCKING)) {
            ConnectOptions options = route.to(SERVERS.get(kind))
                    .auth(request -> CompletableFuture.completedFuture(
                            Map.of("token", asked.incrementAndGet() == 1 ? "expired" : "secret")))
                    .onlyNamespaces("/admin");
            user.connect(options);
            assertThat(asked).hasValue(2);
            assertThat(user.call("/admin", "echo", 1).get(0)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.SocketIoMatrix#servers")
    void names_of_all_kinds_are_joined_together(PeerKind kind, SocketIoRoute route) {
        assumeTrue(kind != PeerKind.NETTY, "it knows no namespaces by pattern");
        // socket.io 4 answers clients of Engine.IO 3 with the name as it is in a URL
        String special = kind == PeerKind.JS4_EIO3 ? "/dynamic-u-42" : "/dynamic-\u00fc-42";
        List<String> names = List.of("/dynamic-1", "/dynamic-a/b", special);
        try (SocketIoUser user = SocketIoUser.of(kind, SocketIoFace.BLOCKING)) {
            user.connect(route.to(SERVERS.get(kind)).onlyNamespaces(names.toArray(new String[0])));
            assertThat(user.client().connectedNamespaces()).containsExactlyInAnyOrderElementsOf(names);
            for (String name : names) {
                assertThat(user.call(name, "join", name).get(0)).isEqualTo("joined");
            }
        }
    }
}
