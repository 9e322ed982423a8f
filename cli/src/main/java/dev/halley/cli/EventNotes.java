package dev.halley.cli;

import dev.halley.ClientEvent;
import dev.halley.SubscriptionState;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells what happens to a client, one line each, on standard error. Called in order on the client's executor. */
final class EventNotes implements Consumer<ClientEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final Console console;
    private final Supplier<Optional<String>> transport;
    private final About about;
    private boolean interrupted;
    private boolean joined;

    /** What a command is about, and so what it tells. */
    enum About {
        /** Subscriptions: each change is told. */
        SUBSCRIPTIONS,
        /** Namespaces: what goes wrong is told; that one is joined tells its handler, in order with what it receives. */
        NAMESPACES,
        /** Sending: what goes wrong is told, and nothing that the command tells by itself. */
        SENDING
    }

    /**
     * Notes for one client.
     *
     * @param transport how messages travel now
     */
    EventNotes(Console console, Supplier<Optional<String>> transport, About about) {
        this.console = console;
        this.transport = transport;
        this.about = about;
    }

    @Override
    public void accept(ClientEvent event) {
        if (event instanceof ClientEvent.StateChanged changed) {
            stateChanged(changed);
        } else if (event instanceof ClientEvent.Retrying retrying) {
            console.note("retrying in " + Durations.text(retrying.delay()) + ", attempt " + retrying.attempt()
                    + because(retrying.cause()));
        } else if (event instanceof ClientEvent.Gap gap) {
            console.note("gap in " + gap.scope() + ": messages sent between " + time(gap.lostAt()) + " and "
                    + time(gap.restoredAt()) + " may be missing"
                    + (gap.lastPosition() == null ? "" : "; last position " + gap.lastPosition()));
        } else if (event instanceof ClientEvent.Dropped dropped) {
            if (about == About.SUBSCRIPTIONS
                    || about == About.NAMESPACES && dropped.reason() != ClientEvent.DropReason.UNHANDLED) {
                console.note("dropped " + dropped.count() + " messages of " + dropped.scope() + ": "
                        + dropped.reason().name().toLowerCase(Locale.ROOT));
            }
        } else if (event instanceof ClientEvent.Unconfirmed unconfirmed) {
            if (about == About.SUBSCRIPTIONS) {
                console.note(
                        "unconfirmed " + unconfirmed.scope() + " " + unconfirmed.id() + because(unconfirmed.cause()));
            }
        } else if (event instanceof ClientEvent.Paused paused) {
            console.note("paused: standard output is read too slowly; the session lasts "
                    + Durations.text(paused.deadline()) + " like this");
        } else if (event instanceof ClientEvent.Resumed) {
            console.note("resumed");
        } else if (event instanceof ClientEvent.HandlerFailed failed) {
            console.note("failed handler of " + failed.scope() + because(failed.cause()));
        } else if (event instanceof ClientEvent.SubscriptionChanged changed) {
            subscriptionChanged(changed);
        } else if (event instanceof ClientEvent.Idle idle) {
            console.note("nothing from " + idle.scope() + " since " + time(idle.since()));
        } else if (event instanceof ClientEvent.ProtocolViolated violated) {
            console.note("ignored: " + violated.what());
        } else if (event instanceof ClientEvent.EndpointChanged changed) {
            console.note("now over " + changed.to() + ", before over " + changed.from());
        } else if (event instanceof ClientEvent.HostRefused refused) {
            console.note("not followed to host " + refused.host() + ", which the server advised");
        } else if (event instanceof ClientEvent.MultipleClients several) {
            console.note(
                    "slowed down: the server sees several clients; interval " + Durations.text(several.interval()));
        } else if (event instanceof ClientEvent.Insecure insecure) {
            console.note("insecure: " + insecure.what());
        } else if (event instanceof ClientEvent.NotSent unsent) {
            console.note("not sent: " + unsent.event() + " to " + unsent.scope() + " (" + unsent.reason() + ")");
        } else if (event instanceof ClientEvent.ThreadLimitReached reached) {
            console.note("thread limit of pool " + reached.pool() + " reached: " + reached.limit());
        }
    }

    private void stateChanged(ClientEvent.StateChanged changed) {
        switch (changed.to()) {
            case CONNECTED -> {
                if (about == About.SUBSCRIPTIONS || interrupted) {
                    console.note("connected over " + transport.get().orElse("?"));
                }
            }
            case RECONNECTING -> {
                interrupted = true;
                console.note("reconnecting" + because(changed.cause()));
            }
            default -> {
                if (about == About.SUBSCRIPTIONS) {
                    console.note(changed.to().name().toLowerCase(Locale.ROOT));
                }
            }
        }
    }

    private void subscriptionChanged(ClientEvent.SubscriptionChanged changed) {
        String what = about == About.SUBSCRIPTIONS ? "subscribed " : "connected ";
        if (changed.state() == SubscriptionState.ACTIVE) {
            joined = true;
            if (about == About.SUBSCRIPTIONS) {
                console.note(what + changed.scope());
            }
        } else if (changed.state() == SubscriptionState.FAILED && (joined || about == About.SUBSCRIPTIONS)) {
            console.note("not " + what + changed.scope() + because(changed.reason()));
        }
    }

    private static String because(@Nullable Throwable cause) {
        return cause == null ? "" : ": " + cause.getMessage();
    }

    private static String time(java.time.Instant instant) {
        return TIME.format(instant.atZone(ZoneId.systemDefault()));
    }
}
