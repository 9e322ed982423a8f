package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.ConnectionException.Details;
import dev.halley.OperationTimeoutException;
import dev.halley.OverflowException;
import dev.halley.ProtocolException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
    static Stream<Arguments> opening() {
        return Stream.of(
                Arguments.of(connection(0), 3),
                Arguments.of(connection(404), 3),
                Arguments.of(connection(405), 3),
                Arguments.of(connection(503), 3),
                Arguments.of(connection(200), 3),
                Arguments.of(new ProtocolException("not JSON", null), 3),
                Arguments.of(new OperationTimeoutException("no answer", null), 3),
                Arguments.of(connection(401), 4),
                Arguments.of(connection(403), 4),
                Arguments.of(connection(407), 4),
                Arguments.of(refused("/meta/handshake", 401), 4),
                Arguments.of(refused("/meta/handshake", 403), 4),
                Arguments.of(refused("/meta/handshake", 500), 1),
                Arguments.of(refused("/meta/connect", 401), 4),
                Arguments.of(new IllegalArgumentException("url: 'x'"), 2));
    }

    @ParameterizedTest
    @MethodSource("opening")
    void a_first_connection_that_fails_has_its_exit_code(Throwable failure, int code) {
        assertThat(Failure.opening(failure).code()).isEqualTo(code);
        assertThat(Failure.opening(new ExecutionException(failure)).code()).isEqualTo(code);
    }

    static Stream<Arguments> running() {
        return Stream.of(
                Arguments.of(refused("/meta/subscribe", 403), 1),
                Arguments.of(refused("/chat", 401), 1),
                Arguments.of(refused("/meta/connect", 402), 1),
                Arguments.of(refused("/meta/connect", 401), 4),
                Arguments.of(refused("/meta/handshake", 403), 4),
                Arguments.of(new ClosedException("the server ended it", null), 1),
                Arguments.of(new ClosedException("gave up", connection(401)), 4),
                Arguments.of(new UnconfirmedException("written", Details.NONE, null), 1),
                Arguments.of(new OperationTimeoutException("no answer", null), 5),
                Arguments.of(connection(0), 3),
                Arguments.of(new OverflowException("full", null), 1),
                Arguments.of(new ProtocolException("odd", null), 1),
                Arguments.of(new IllegalArgumentException("channel: 'x'"), 2),
                Arguments.of(new IOException("port 1 can't be used"), 1),
                Arguments.of(new UncheckedIOException(new IOException("disk full")), 1),
                Arguments.of(new Demo.DemoFailedException("server: start", "no", new IOException()), 1),
                Arguments.of(new IllegalStateException("a defect"), 1));
    }

    @ParameterizedTest
    @MethodSource("running")
    void a_failure_later_has_its_exit_code(Throwable failure, int code) {
        assertThat(Failure.running(failure).code()).isEqualTo(code);
        assertThat(Failure.running(new CompletionException(failure)).code()).isEqualTo(code);
    }

    @Test
    void a_transport_that_was_not_authorised_decides_over_one_that_was_not_there() {
        ConnectionException first = connection(404);
        first.addSuppressed(connection(401));
        assertThat(Failure.opening(first).code()).isEqualTo(4);
        assertThat(Failure.opening(first.copy()).code()).isEqualTo(4);
    }

    @Test
    void the_line_tells_of_each_transport_once() {
        ConnectionException same = new ConnectionException("nobody at ws://h/cometd", Details.NONE, null);
        same.addSuppressed(new ConnectionException("nobody at http://h/cometd", Details.NONE, null));
        assertThat(Failure.opening(same).line()).isEqualTo("halley: nobody at http://h/cometd");

        ConnectionException other = new ConnectionException("400 at ws://h/cometd", Details.NONE, null);
        other.addSuppressed(new ConnectionException("503 at http://h/cometd", Details.NONE, null));
        assertThat(Failure.opening(other.copy()).line())
                .isEqualTo("halley: 400 at http://h/cometd Also: 503 at http://h/cometd");
    }

    @Test
    void the_line_says_what_to_try() {
        assertThat(Failure.opening(connection(401)).line()).contains("(try: --header 'Authorization: Bearer TOKEN'");
        assertThat(Failure.running(refused("/meta/subscribe", 403)).line()).contains("(try: another channel");
        assertThat(Failure.running(new IllegalStateException("a defect")).line())
                .contains("(try: --verbose");
    }

    private static ConnectionException connection(int status) {
        return new ConnectionException(status + " at http://h/cometd", details(status), null);
    }

    private static Details details(int status) {
        return new Details(null, null, status, null, 0, false, Optional.empty());
    }

    private static BayeuxRefusedException refused(String channel, int code) {
        BayeuxMessage reply = (BayeuxMessage) Proxy.newProxyInstance(
                FailureTest.class.getClassLoader(),
                new Class<?>[] {BayeuxMessage.class},
                (proxy, method, arguments) -> method.getName().equals("channel") ? channel : null);
        return new BayeuxRefusedException(code + " refused", code, List.of(), "refused", reply, null);
    }
}
