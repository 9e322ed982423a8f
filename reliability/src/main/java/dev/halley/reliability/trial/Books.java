package dev.halley.reliability.trial;

import dev.halley.ClientEvent;
import dev.halley.reliability.report.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a client of a trial writes down what happens to it. Thread-safe. */
final class Books {
    final Incoming incoming = new Incoming(Incoming.Receipt::now);
    final Outgoing outgoing = new Outgoing();
    final Emits emits = new Emits(System::nanoTime, Subject.RECOVERY);
    final Journal journal;

    /** Gives the token that the server accepts now. */
    final Supplier<String> tokens;

    private final AtomicInteger sessions = new AtomicInteger();

    // Guarded by this.
    private final List<String> probes = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Books(Journal journal, Supplier<String> tokens) {
        this.journal = journal;
        this.tokens = tokens;
    }

    /** A line that the server says unasked. */
    void fact(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "sent" -> incoming.sent(Integer.parseInt(words[1]), Long.parseLong(words[2]));
            case "got" -> outgoing.got(Integer.parseInt(words[1]));
            case "noted" -> emits.got(Integer.parseInt(words[1]));
            case "session" -> {
                int unused = sessions.incrementAndGet();
                journal.say("server: a new session");
            }
            default -> journal.say("server: " + line);
        }
    }

    /** The account of what the server sent. */
    Outcome.Down received(boolean clockIsTrue, List<String> problems) {
        outgoing.replies().forEach(incoming::reply);
        return incoming.account(clockIsTrue, problems);
    }

    boolean allEnded() {
        return outgoing.allEnded() && emits.allEnded();
    }

    int sessions() {
        return sessions.get();
    }

    /** What the client tells about itself; the gaps of one scope count. */
    void event(ClientEvent event, String scope) {
        journal.say("client: " + event);
        if (event instanceof ClientEvent.Gap gap && gap.scope().equals(scope)) {
            incoming.gap(gap.lostAt(), gap.restoredAt());
        } else if (event instanceof ClientEvent.HandlerFailed || event instanceof ClientEvent.ProtocolViolated) {
            problem("the client told: " + event);
        }
    }

    synchronized void probe(String subscription, @Nullable Object word) {
        probes.add(subscription + " " + word);
    }

    synchronized List<String> probes() {
        return List.copyOf(probes);
    }

    /** After the account: nothing of it is needed any more. */
    synchronized void forget() {
        probes.clear();
        incoming.forget();
        outgoing.forget();
        emits.forget();
    }

    synchronized void problem(String what) {
        problems.add(what);
    }

    synchronized List<String> problems() {
        return List.copyOf(problems);
    }
}
