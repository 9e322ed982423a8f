package dev.halley.bayeux.internal.session;

import dev.halley.ClientObserver;
import dev.halley.WireTap;
import dev.halley.bayeux.internal.extension.Extensions;
import dev.halley.bayeux.internal.message.HandshakeFields;
import dev.halley.bayeux.internal.position.PositionOptions;
import dev.halley.bayeux.internal.publish.PublishSettings;
import dev.halley.internal.delivery.DeliveryLimits;
import dev.halley.internal.http.CookieJar;
import dev.halley.internal.http.HttpSettings;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.Residence;
import dev.halley.internal.observe.ClientLog;
import dev.halley.json.JsonCodec;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the builder collected; its methods explain each value. */
public record BayeuxConfig(
        String name,
        ClientLog log,
        @Nullable WireTap wireTap,
        List<ClientObserver> observers,
        boolean trustsAnybody,
        SessionRules rules,
        boolean appendMessageType,
        @Nullable FormerSession former,
        @Nullable Duration connectionTimeout,
        Duration requestTimeout,
        HandshakeFields handshakeFields,
        Extensions extensions,
        HttpSettings http,
        Supplier<CookieJar> cookieJars,
        WireProvider wire,
        WireSettings wireSettings,
        JsonCodec codec,
        DeliveryLimits delivery,
        PublishSettings publishing,
        PositionOptions positions,
        Executor executor,
        Residence residence,
        Kernel kernel) {
    /** The name alone: headers and URL may hold secrets. */
    @Override
    public String toString() {
        return "BayeuxConfig[" + name + "]";
    }
}
