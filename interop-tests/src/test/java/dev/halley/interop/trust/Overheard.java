package dev.halley.interop.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientBuilder;
import dev.halley.ClientEvent;
import dev.halley.ClientObserver;
import dev.halley.ConnectionException;
import dev.halley.RequestHook;
import dev.halley.wire.Headers;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Everything that is logged in this JVM, at each level, or printed, and all that a client tells who asks it: taps, observers,
 * hooks, events, exceptions with their causes.
 */
final class Overheard implements AutoCloseable {
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Logger root = Logger.getLogger("");
    private final java.util.logging.Level formerLevel = root.getLevel();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            said.add("log " + line.getLoggerName() + " " + line.getMessage() + " " + trace(line.getThrown()));
            if (line.getParameters() != null) {
                said.add("log " + Arrays.toString(line.getParameters()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Overheard() {
        root.addHandler(handler);
        root.setLevel(java.util.logging.Level.ALL);
        PrintStream both = new PrintStream(output, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
    }

    static Overheard begin() {
        return new Overheard();
    }

    /** Asks a client for all that it can tell. */
    void settings(ClientBuilder<?> builder) {
        builder.logTo(printed(), Level.ALL);
        watch(builder);
    }

    /** The same, with a logger as an application has it. */
    void loggerSettings(ClientBuilder<?> builder) {
        builder.logTo(logger());
        watch(builder);
    }

    /** A log as lines of text. */
    PrintStream printed() {
        return new PrintStream(new Lines("own log "), true, StandardCharsets.UTF_8);
    }

    /** A log with what is thrown. */
    System.Logger logger() {
        return new System.Logger() {
            @Override
            public String getName() {
                return "overheard";
            }

            @Override
            public boolean isLoggable(Level level) {
                return true;
            }

            @Override
            public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
                said.add("own log " + level + " " + message + " " + trace(thrown));
            }

            @Override
            public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
                said.add("own log " + level + " " + format + " " + Arrays.toString(parameters));
            }
        };
    }

    private void watch(ClientBuilder<?> builder) {
        builder.wireTap(traffic -> said.add("tap " + traffic))
                .requestHook(new RequestHook() {
                    @Override
                    public Headers onRequest(RequestHook.Request request) {
                        said.add("hook " + request);
                        return request.headers();
                    }

                    @Override
                    public void onReply(RequestHook.Reply reply) {
                        said.add("hook " + reply);
                    }
                })
                .observer(new ClientObserver() {
                    @Override
                    public void onEvent(ClientEvent event) {
                        said.add("observed " + event);
                    }

                    @Override
                    public void onExchange(ClientObserver.Exchange exchange) {
                        said.add("exchange " + exchange);
                        failed(exchange.failure());
                    }

                    @Override
                    public void onHandled(String scope, int messages, Duration took, Throwable failure) {
                        said.add("handled " + scope);
                        failed(failure);
                    }

                    @Override
                    public void onOperation(String operation, String scope, Duration took, Throwable failure) {
                        said.add("operation " + operation + " " + scope);
                        failed(failure);
                    }
                });
        said.add("builder " + builder);
    }

    /** One line each. */
    private final class Lines extends OutputStream {
        private final String prefix;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public synchronized void write(int b) {
            if (b == '\n') {
                said.add(prefix + line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(b);
            }
        }
    }

    void add(String what, Object value) {
        said.add(what + " " + value);
    }

    void failed(Throwable failure) {
        if (failure != null) {
            said.add("failure " + trace(failure));
        }
    }

    /** What this is expected to fail with. */
    void fails(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException failure) {
            failed(failure);
            return;
        }
        throw new AssertionError("nothing failed");
    }

    /** What may fail here or not, as the transport has it. */
    void attempt(String what, Supplier<?> operation) {
        try {
            said.add(what + " " + operation.get());
        } catch (RuntimeException failure) {
            failed(failure);
        }
    }

    void events(Collection<ClientEvent> events) {
        for (ClientEvent event : events) {
            said.add("event " + event);
            if (event instanceof ClientEvent.StateChanged changed) {
                failed(changed.cause());
            } else if (event instanceof ClientEvent.Retrying retrying) {
                failed(retrying.cause());
            } else if (event instanceof ClientEvent.Unconfirmed unconfirmed) {
                failed(unconfirmed.cause());
            } else if (event instanceof ClientEvent.HandlerFailed handler) {
                failed(handler.cause());
            } else if (event instanceof ClientEvent.SubscriptionChanged changed) {
                failed(changed.reason());
            }
        }
    }

    private static String trace(Throwable failure) {
        if (failure == null) {
            return "";
        }
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        StringBuilder all = new StringBuilder(text.toString());
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ConnectionException known) {
                all.append(' ').append(known.details());
            }
        }
        return all.toString();
    }

    /** None of these was told by anybody, in any form; and much was told. */
    void tellsNone(Collection<String> secrets) {
        for (String kind : List.of("own log ", "tap ", "exchange ", "failure ", "event ")) {
            assertThat(said).as(kind).anyMatch(text -> text.startsWith(kind));
        }
        noneOf(secrets);
    }

    /** The same of what failed alone. */
    void failuresTellNone(Collection<String> secrets) {
        assertThat(said).anyMatch(text -> text.startsWith("failure "));
        noneOf(secrets);
    }

    private void noneOf(Collection<String> secrets) {
        said.add("printed " + output.toString(StandardCharsets.UTF_8));
        assertThat(secrets).as("secrets").isNotEmpty().doesNotContain("");
        for (String secret : secrets) {
            String base64 = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
            assertThat(said.stream().filter(text -> text.contains(secret) || text.contains(base64)))
                    .as("what tells " + secret)
                    .isEmpty();
        }
    }

    @Override
    public void close() {
        System.setOut(out);
        System.setErr(err);
        root.removeHandler(handler);
        root.setLevel(formerLevel);
    }
}
