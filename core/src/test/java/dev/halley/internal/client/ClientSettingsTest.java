package dev.halley.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientBuilder;
import dev.halley.Overflow;
import dev.halley.RequestHook;
import dev.halley.internal.delivery.DeliveryLimits;
import dev.halley.internal.http.CookieJar;
import dev.halley.internal.http.HttpSettings;
import dev.halley.internal.http.Wording;
import dev.halley.internal.loop.ExitHooks;
import dev.halley.internal.loop.FakeKernel;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.KernelSource;
import dev.halley.internal.observe.ClientLog;
import dev.halley.wire.Headers;
import dev.halley.wire.Wire;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ClientSettingsTest {
    private static final URI URL = URI.create("https://example.com/x");
    private static final System.Logger LOGGER = System.getLogger("dev.halley.test");

    private final FakeKernel time = new FakeKernel();
    private final Builder builder = new Builder();

    private static final class Builder extends ClientBuilder<Builder> {
        Builder() {
            super("test");
        }
    }

    /** A wire that brings its kernel along, and is never opened here. */
    private record Source(Kernel kernel) implements WireProvider, KernelSource {
        @Override
        public String name() {
            return "source";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public Wire open(WireSettings settings) {
            throw new AssertionError("opened");
        }
    }

    private ClientSettings settings() {
        return ClientSettings.of(builder, time.kernel());
    }

    private HttpSettings http(ClientSettings settings) {
        return settings.http(Wording.GENERIC, settings.log(LOGGER));
    }

    @Test
    void the_defaults_are_those_of_the_documentation() {
        ClientSettings settings = settings();
        HttpSettings http = http(settings);
        assertThat(settings.name()).isEqualTo("test");
        assertThat(settings.delivery()).isEqualTo(new DeliveryLimits(100, 16 << 20, Overflow.PAUSE));
        assertThat(http.gzip()).isTrue();
        assertThat(http.maxBodyBytes()).isEqualTo(64 << 20);
        assertThat(http.maxMessageChars()).isEqualTo(16 << 20);
        assertThat(http.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(http.headers().isEmpty()).isTrue();
        assertThat(http.provider()).isNull();
        assertThat(http.hook()).isNull();
        assertThat(settings.wireSettings())
                .isEqualTo(new WireSettings(Duration.ofSeconds(10), null, null, null, null, time.io));
        assertThat(settings.executor()).isSameAs(time.handlers);
        assertThat(settings.residence().keepAlive()).isFalse();
        assertThat(settings.residence().closeOnShutdown()).isFalse();
        assertThat(settings.residence().hooks()).isSameAs(ExitHooks.JVM);
        assertThat(settings.trustsAnybody()).isFalse();
        assertThat(settings.observers()).isEmpty();
        assertThat(settings.wireTap()).isNull();
        assertThat(settings).hasToString("ClientSettings[test]");
    }

    @Test
    void what_a_builder_is_told_later_changes_no_client() {
        builder.name("one").header("A", "1").cookie("c", "1");
        ClientSettings settings = settings();
        Supplier<CookieJar> jars = settings.cookieJars(URL);
        builder.name("two").header("A", "2").cookie("d", "2").gzip(false).maxPendingCount(1);
        assertThat(settings.name()).isEqualTo("one");
        assertThat(http(settings).headers()).isEqualTo(Headers.of("A", "1"));
        assertThat(http(settings).gzip()).isTrue();
        assertThat(settings.delivery().maxPendingCount()).isEqualTo(100);
        assertThat(jars.get().cookieHeader(URL)).contains("c=1");
    }

    @Test
    void each_option_arrives() {
        Executor executor = Runnable::run;
        builder.connectTimeout(Duration.ofSeconds(3))
                .gzip(false)
                .maxMessageSize(5)
                .maxBodyBytes(6)
                .maxPendingBytes(7)
                .overflow(Overflow.DROP_LATEST)
                .proxyCredentials("joe", "secret")
                .disableTlsVerification()
                .executor(executor)
                .keepAlive(true)
                .closeOnShutdown(true)
                .wire(new Source(time.kernel()));
        ClientSettings settings = settings();
        assertThat(http(settings).connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(http(settings).maxMessageChars()).isEqualTo(5);
        assertThat(http(settings).maxBodyBytes()).isEqualTo(6);
        assertThat(settings.delivery()).isEqualTo(new DeliveryLimits(100, 7, Overflow.DROP_LATEST));
        assertThat(settings.wireSettings().connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.wireSettings().proxyCredentials())
                .isEqualTo(new WireSettings.ProxyCredentials("joe", "secret"));
        assertThat(settings.wireSettings().ssl()).isNotNull();
        assertThat(settings.trustsAnybody()).isTrue();
        assertThat(settings.executor()).isSameAs(executor);
        assertThat(settings.residence().keepAlive()).isTrue();
        assertThat(settings.residence().closeOnShutdown()).isTrue();
        assertThat(settings.wire().name()).isEqualTo("source");
    }

    @Test
    void p60_each_session_has_a_jar_of_its_own() {
        builder.cookie("c", "1");
        Supplier<CookieJar> jars = settings().cookieJars(URL);
        CookieJar first = jars.get();
        first.store(URL, Headers.of("Set-Cookie", "c=2"));
        assertThat(first.cookieHeader(URL)).contains("c=2");
        assertThat(jars.get().cookieHeader(URL)).contains("c=1");
        assertThat(jars.get().cookieHeader(URI.create("https://elsewhere.example/")))
                .isEmpty();
    }

    @Test
    void a_wire_may_bring_its_kernel_along() {
        Kernel kernel = time.kernel();
        builder.wire(new Source(kernel));
        assertThat(ClientSettings.of(builder).kernel()).isSameAs(kernel);
        assertThat(ClientSettings.of(new Builder()).kernel()).isSameAs(Kernel.shared());
    }

    @Test
    void what_a_request_hook_throws_at_a_reply_goes_to_the_clients_log() {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        builder.requestHook(new RequestHook() {}).logTo(new PrintStream(lines, true, StandardCharsets.UTF_8));
        ClientSettings settings = settings();
        ClientLog log = settings.log(LOGGER);
        settings.http(Wording.GENERIC, log).hook().onFailure().accept(new IllegalStateException("bug"));
        assertThat(lines.toString(StandardCharsets.UTF_8)).contains("test: the request hook threw", "bug");
    }

    @Test
    void what_can_be_no_option_is_refused_at_once() {
        for (Runnable wrong : List.<Runnable>of(
                () -> builder.connectTimeout(Duration.ZERO),
                () -> builder.maxPendingBytes(0),
                () -> builder.maxMessageSize(-1),
                () -> builder.maxBodyBytes(0),
                () -> builder.cookie("a b", "1"),
                () -> builder.header("a b", "1"),
                builder::certificatePin)) {
            assertThatThrownBy(wrong::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected: ");
        }
        assertThatThrownBy(() -> builder.requestHook(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void for_ever_is_ten_years() {
        assertThat(Checks.positive("x", Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Duration.ofDays(3650));
        assertThat(Checks.positive("x", Duration.ofNanos(1))).isEqualTo(Duration.ofNanos(1));
    }
}
