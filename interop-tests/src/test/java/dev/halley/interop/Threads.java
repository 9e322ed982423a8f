package dev.halley.interop;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** The library's threads in this JVM, by their names. */
final class Threads {
    private Threads() {}

    /** Those of Halley's pools and timer, and of the JDK's HTTP engine; the embedded server's are not the library's. */
    static List<String> ofLibrary() {
        TreeSet<String> names = new TreeSet<>();
        for (Thread thread : all()) {
            String name = thread.getName();
            boolean library = name.startsWith("halley-") && !name.startsWith("halley-server");
            if (library || name.startsWith("HttpClient-")) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }

    /** By the group, since stack traces stop all threads: whoever counts often would see the delays that the count made. */
    private static List<Thread> all() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] found = new Thread[4096];
        return Arrays.asList(found).subList(0, root.enumerate(found, true));
    }

    static int count() {
        return ofLibrary().size();
    }

    /** Counts the library's threads again and again, until it is closed. */
    static final class Peak implements AutoCloseable {
        private final Thread sampler = new Thread(this::sample, "thread-count");
        private volatile int most;
        private volatile boolean over;

        Peak() {
            sampler.setDaemon(true);
            sampler.start();
        }

        private void sample() {
            while (!over) {
                most = Math.max(most, count());
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }

        int most() {
            return most;
        }

        @Override
        public void close() {
            over = true;
        }
    }

    /**
     * Until none is left, within the 5 s that the library promises after the last close. On JDK 17 to 20 an HTTP engine
     * ends when it is collected: within 5 s of a collection, which is asked for.
     */
    static void awaitNone(String after) {
        Duration limit = Duration.ofSeconds(5);
        boolean collected = Runtime.version().feature() < 21;
        Await.until(
                limit,
                () -> "end of the library's threads after " + after + ": " + ofLibrary(),
                () -> ofLibrary().stream().allMatch(name -> collected && name.startsWith("HttpClient-")));
        if (collected) {
            System.gc();
            Await.until(
                    limit,
                    () -> "end of the HTTP engines after " + after + ": " + ofLibrary(),
                    () -> ofLibrary().isEmpty());
        }
    }
}
