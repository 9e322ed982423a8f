package dev.halley.reliability.close;

import dev.halley.ConnectionState;
import dev.halley.bayeux.ConnectionType;
import dev.halley.reliability.watch.Resources;
import dev.halley.wire.WireProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Closes a client in each place, and says what came of it: a line {@code closed PLACE MILLIS} or {@code failed PLACE WHY}
 * for each, then the {@code sockets} and {@code threads} that are left, and {@code over}. Then its {@code main} is over as well, and as each
 * client kept the JVM running while it was open, the JVM ends if they have all ended.
 */
public final class CloseMain {
    private static final int AT_ONCE = 12;

    /** Idle pools end after 5 s, and so do engines that were collected. */
    private static final Duration LIMIT = Duration.ofSeconds(12);

    private static final long POLL_NANOS = 100_000_000;

    private CloseMain() {}

    public static void main(String[] args) throws Exception {
        WireProvider wire = ServiceLoader.load(WireProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals(args[0]))
                .findFirst()
                .orElseThrow();
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE, work -> {
            Thread thread = new Thread(work, "worker");
            thread.setDaemon(true);
            return thread;
        });
        List<Site> sites = new ArrayList<>();
        List<Callable<String>> attempts = new ArrayList<>();
        for (BayeuxPlace place : BayeuxPlace.values()) {
            for (ConnectionType type : place.types()) {
                BayeuxSite site = new BayeuxSite(wire, type);
                sites.add(site);
                attempts.add(() -> attempt("bayeux-" + site + "-" + place, site, () -> place.go(site)));
            }
        }
        for (SocketIoPlace place : SocketIoPlace.values()) {
            for (SocketIoPlace.Route route : place.routes()) {
                SocketIoSite site = new SocketIoSite(wire, route);
                sites.add(site);
                attempts.add(() -> attempt("socketio-" + site + "-" + place, site, () -> place.go(site)));
            }
        }
        for (Future<String> line : workers.invokeAll(attempts)) {
            System.out.println(line.get());
        }
        // As long as the servers live: what they close, a client closes as well.
        Set<Integer> ports = new TreeSet<>();
        sites.forEach(site -> ports.addAll(site.ports()));
        System.out.println("sockets " + left(() -> sockets(ports)));
        for (Site site : sites) {
            site.close();
        }
        System.out.println("threads " + left(Resources::threads));
        System.out.println("over");
    }

    private static String attempt(String name, Site site, Supplier<ConnectionState> way) {
        try {
            ConnectionState expected = way.get();
            Deadlines.await(expected + ", now " + site.state(), Deadlines.SOON, () -> site.state() == expected);
            long began = System.nanoTime();
            CompletableFuture<Void> closing = site.startClose();
            Deadlines.await("close", Deadlines.CLOSE.plus(Deadlines.MARGIN), closing::isDone);
            long millis = (System.nanoTime() - began) / 1_000_000;
            closing.join();
            ConnectionState then = site.state();
            if (then.isOpen() || then == ConnectionState.CLOSING) {
                return "failed " + name + " is " + then + " after its close";
            }
            Deadlines.await(
                    "end of what waited",
                    Deadlines.MARGIN,
                    () -> site.waiting.stream().allMatch(CompletableFuture::isDone));
            return "closed " + name + " " + millis;
        } catch (RuntimeException | AssertionError e) {
            return "failed " + name + " " + e.toString().replace('\n', ' ');
        } finally {
            site.released.countDown();
        }
    }

    /** What is still there at the end of its time. Old JDKs close idle connections with their engine. */
    private static <T> Collection<T> left(Supplier<? extends Collection<T>> look) {
        long end = System.nanoTime() + LIMIT.toNanos();
        Collection<T> found = look.get();
        while (!found.isEmpty() && System.nanoTime() - end < 0) {
            if (Resources.ENGINES_ARE_COLLECTED) {
                System.gc();
            }
            LockSupport.parkNanos(POLL_NANOS);
            found = look.get();
        }
        return found;
    }

    private static List<Integer> sockets(Set<Integer> ports) {
        return Resources.remotePorts().stream().filter(ports::contains).toList();
    }
}
