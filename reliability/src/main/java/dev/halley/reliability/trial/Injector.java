package dev.halley.reliability.trial;

import dev.halley.reliability.fault.Fault;
import dev.halley.reliability.fault.FaultKind;
import dev.halley.reliability.fault.Schedule;
import dev.halley.testkit.FaultProxy;
import dev.halley.testkit.Faults;
import dev.halley.testkit.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Lets the faults of a schedule happen. Main thread; what the server's process takes long for is done one after the other. */
final class Injector {
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final int BYTES_PER_SECOND = 1_024;
    private static final long NANOS = 1_000_000;

    private final FaultProxy proxy;
    private final World world;
    private final Journal journal;
    private final List<Fault> active = new ArrayList<>();
    private CompletableFuture<Void> process = CompletableFuture.completedFuture(null);

    Injector(FaultProxy proxy, World world, Journal journal) {
        this.proxy = proxy;
        this.world = world;
        this.journal = journal;
    }

    private record Step(int atMillis, Fault fault, boolean begins) {}

    /** Returns when everything is as it was before. */
    void run(Schedule schedule) {
        List<Step> steps = new ArrayList<>();
        for (Fault fault : schedule.faults()) {
            steps.add(new Step(fault.atMillis(), fault, true));
            if (fault.forMillis() > 0) {
                steps.add(new Step(fault.endMillis(), fault, false));
            }
        }
        steps.sort(Comparator.comparingInt(Step::atMillis));
        long start = System.nanoTime();
        for (Step step : steps) {
            long due = start + step.atMillis() * NANOS;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            journal.say((step.begins() ? "BEGIN " : "END ") + step.fault());
            if (step.begins()) {
                begin(step.fault());
            } else {
                end(step.fault());
            }
        }
        process.join();
        // A cut that found nothing to break.
        proxy.both().clear();
    }

    private void begin(Fault fault) {
        switch (fault.kind()) {
            case RESET -> proxy.resetAll();
            case HALF_CLOSE -> directions(fault).forEach(direction -> direction.halfClose());
            case BLACKHOLE, LATENCY, THROTTLE -> network(fault, true);
            case CUT_MID_FRAME ->
                directions(fault)
                        .forEach(direction ->
                                direction.cutMidFrame(fault.value() == 0 ? Reply.Ending.RESET : Reply.Ending.FIN));
            case CONNECT_REFUSED -> {
                proxy.refuse();
                proxy.resetAll();
            }
            case ERROR_PAGE -> world.gate().answer(fault.value());
            case TLS_RENEWED -> world.renewCertificate();
            case TLS_INVALID -> world.showInvalidCertificate(fault.value() == 0);
            case NODE_SWITCH -> world.switchNode();
            case TOKEN_EXPIRED -> later(world::expireToken);
            case SERVER_KILLED -> later(world::killServer);
            case SERVER_PAUSED -> later(world::pauseServer);
            case CLIENT_PAUSED -> Signals.pauseSelf(fault.forMillis());
            case CLOCK_SET_BACK -> world.setClockBack(fault.value());
        }
    }

    private void end(Fault fault) {
        switch (fault.kind()) {
            case BLACKHOLE, LATENCY, THROTTLE -> network(fault, false);
            case CONNECT_REFUSED -> proxy.accept();
            case ERROR_PAGE -> world.gate().answer(0);
            case TLS_INVALID -> world.showGoodCertificate();
            case SERVER_KILLED -> later(world::restartServer);
            case SERVER_PAUSED -> later(world::resumeServer);
            default -> journal.say(fault.kind() + " is over");
        }
    }

    private void later(Runnable work) {
        process = process.thenRunAsync(work);
    }

    private List<Faults> directions(Fault fault) {
        return switch (fault.side()) {
            case TO_SERVER -> List.of(proxy.toServer());
            case TO_CLIENT -> List.of(proxy.toClient());
            case BOTH -> List.of(proxy.toServer(), proxy.toClient());
        };
    }

    private void network(Fault fault, boolean begins) {
        if (begins) {
            active.add(fault);
        } else {
            active.remove(fault);
        }
        for (Faults direction : directions(fault)) {
            if (!begins && fault.kind() == FaultKind.BLACKHOLE) {
                direction.clear();
            }
            direction.latency(has(FaultKind.LATENCY, direction) ? SLOW : Duration.ZERO);
            direction.throttle(has(FaultKind.THROTTLE, direction) ? BYTES_PER_SECOND : 0);
            if (has(FaultKind.BLACKHOLE, direction)) {
                direction.blackhole();
            }
        }
    }

    private boolean has(FaultKind kind, Faults direction) {
        return active.stream()
                .anyMatch(fault -> fault.kind() == kind && directions(fault).contains(direction));
    }
}
