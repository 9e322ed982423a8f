package dev.halley.interop.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientBuilder;
import dev.halley.ClientEvent;
import dev.halley.ClientObserver;
import dev.halley.ConnectionException;
import dev.halley.RequestHook;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            said.add("log " + line.getLoggerName() + " " + line.getMessage() + " " + trace(line.getThrown()));
            if (line.getParameters() != null) {
                said.add("log " + List.of(line.getParameters()));
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
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
    }

    static Overheard begin() {
        return new Overheard();
    }

    /** Asks a client for all that it can tell. */
    void settings(ClientBuilder<?> builder) {
        builder.logTo(new PrintStream(new Lines("own log "), true, StandardCharsets.UTF_8), Level.ALL)
                .wireTap(traffic -> said.add("tap " + traffic))
                .requestHook(new RequestHook() {
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

    void events(Collection<ClientEvent> events) {
        for (ClientEvent event : events) {
            said.add("event " + event);
            if (event instanceof ClientEvent.StateChanged changed) {
                failed(changed.cause());
            } else if (event instanceof ClientEvent.Retrying retrying) {
                failed(retrying.cause());
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
    void tellsNone(List<String> secrets) {
        said.add("printed " + printed.toString(StandardCharsets.UTF_8));
        for (String kind : List.of("own log ", "tap ", "exchange ", "failure ", "event ")) {
            assertThat(said).as(kind).anyMatch(text -> text.startsWith(kind));
        }
        for (String secret : secrets) {
            String encoded = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
            assertThat(said)
                    .as(secret)
                    .allSatisfy(text -> assertThat(text).doesNotContain(secret).doesNotContain(encoded));
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
