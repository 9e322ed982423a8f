package dev.halley.wire.jdk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.wire.Headers;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.HttpSink;
import dev.halley.wire.WireException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an exchange does with the JDK's future. */
class JdkExchangeTest {
    private static final URI SERVER = URI.create("http://server.example/");

    private final FakeClient client = new FakeClient();
    private final List<String> heard = new ArrayList<>();
    private final HttpClientWire wire = new HttpClientWire(
            new HttpClientWire.Lease(Engine.of(client), () -> {}), Runnable::run, new Proxies(null, null));

    private JdkExchange exchange() {
        return (JdkExchange) wire.exchange(new HttpRequest("GET", SERVER, Headers.empty(), null), new Sink());
    }

    @Test
    void the_future_is_complete_before_the_body_so_that_the_jdk_needs_no_thread_to_complete_it() {
        JdkExchange exchange = exchange();
        List<Boolean> complete = new ArrayList<>();
        var unused = exchange.getBody().thenRun(() -> complete.add(client.future.isDone()));

        exchange.onComplete();

        assertThat(complete).containsExactly(true);
        assertThat(client.future).isNotCancelled();
        assertThat(heard).containsExactly("end");
    }

    @Test
    void the_future_of_an_aborted_exchange_is_cancelled_whatever_comes_afterwards() {
        JdkExchange exchange = exchange();

        exchange.abort();
        exchange.onComplete();

        assertThat(client.future).isCancelled();
        assertThat(heard).containsExactly("failure ABORTED");
    }

    private final class Sink implements HttpSink {
        @Override
        public void onHead(int status, Headers headers) {
            heard.add("head " + status);
        }

        @Override
        public void onBody(ByteBuffer bytes) {
            heard.add("body");
        }

        @Override
        public void onEnd() {
            heard.add("end");
        }

        @Override
        public void onFailure(WireException failure) {
            heard.add("failure " + failure.kind());
        }
    }
}
