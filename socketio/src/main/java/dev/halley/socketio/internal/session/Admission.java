package dev.halley.socketio.internal.session;

import dev.halley.HalleyException;
import dev.halley.socketio.AuthProvider;
import dev.halley.socketio.ConnectError;
import dev.halley.socketio.parser.OutgoingPacket;
import dev.halley.socketio.parser.PacketType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the server is asked with to let this client into a namespace, and is told in the end. Serial context. */
final class Admission {
    private final String namespace;
    private final Membership.Home home;
    private final Supplier<Map<String, Object>> restored;

    private List<?> connect = List.of();
    private @Nullable ConnectError refusal;

    /**
     * For one namespace.
     *
     * @param restored what is to be restored, before the credentials
     */
    Admission(String namespace, Membership.Home home, Supplier<Map<String, Object>> restored) {
        this.namespace = namespace;
        this.home = home;
        this.restored = restored;
    }

    /** What the provider hears when it is asked again; null when the server has not refused. */
    void refused(@Nullable ConnectError error) {
        refusal = error;
    }

    /**
     * Asks for the credentials.
     *
     * @param isWanted whether this attempt is still the one that is waited for
     * @param then hears that the CONNECT can be taken, or what failed
     */
    void ask(long attempt, BooleanSupplier isWanted, Consumer<NamespaceEvent> then) {
        AuthProvider provider = home.request().auth();
        if (provider == null) {
            connect = connect(Map.of());
            then.accept(new NamespaceEvent.Credentials(attempt));
            return;
        }
        AuthProvider.Request request = new AuthProvider.Request(namespace, refusal);
        Asking.<Object>ask(home.setup(), "the auth provider", () -> provider.auth(request), (value, failure) -> {
            if (failure != null) {
                then.accept(new NamespaceEvent.CredentialsFailed(attempt, failure));
            } else if (isWanted.getAsBoolean()) {
                then.accept(given(attempt, value));
            }
        });
    }

    private NamespaceEvent given(long attempt, @Nullable Object value) {
        try {
            // S5-04: what can't be encoded is a failure of the provider
            connect = connect(
                    Credentials.fields(value, home.setup().parserSettings().codec()));
        } catch (RuntimeException unusable) {
            return new NamespaceEvent.CredentialsFailed(
                    attempt, unusable instanceof HalleyException known ? known : Credentials.unusable(value, unusable));
        }
        return new NamespaceEvent.Credentials(attempt);
    }

    private List<?> connect(Map<String, Object> credentials) {
        if (home.isOld()) {
            // S4-02, S4-03
            return encoded(PacketType.CONNECT, namespace + Credentials.query(credentials), List.of());
        }
        Map<String, Object> payload = new LinkedHashMap<>();
        if (home.outlet().settings().recovery()) {
            payload.putAll(restored.get());
        }
        payload.putAll(credentials);
        return encoded(PacketType.CONNECT, namespace, payload.isEmpty() ? List.of() : List.of(payload));
    }

    /** The CONNECT, once. */
    List<?> take() {
        List<?> taken = connect;
        connect = List.of();
        return taken;
    }

    /** The DISCONNECT. */
    List<?> farewell() {
        return encoded(PacketType.DISCONNECT, namespace, List.of());
    }

    private List<?> encoded(PacketType type, String name, List<?> data) {
        return home.outlet().encoder().encode(new OutgoingPacket(type, name, -1, data));
    }
}
