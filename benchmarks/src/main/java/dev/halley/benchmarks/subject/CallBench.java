package dev.halley.benchmarks.subject;

import dev.halley.benchmarks.Payloads;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Calls that are answered: so many at once, or so many a second with the time that each took. */
final class CallBench implements Bench {
    private static final int SECONDS = 120;

    private final Client.Factory clients;
    private final String text;
    private final int window;
    private Client client = new NoClient();

    CallBench(Client.Factory clients, Settings settings) {
        this.clients = clients;
        this.text = Payloads.text(settings.number("size"));
        this.window = settings.number("window");
    }

    @Override
    public void open() throws Exception {
        client = clients.open((number, length) -> {
            throw new IllegalStateException("nobody asked for messages");
        });
    }

    @Override
    public Map<String, Double> round(long count, double offered) throws Exception {
        return offered > 0 ? timed((int) count, offered) : pipelined((int) count);
    }

    /** The next call goes out when one of the window is answered; with a window of one that is the round trip. */
    private Map<String, Double> pipelined(int count) throws InterruptedException {
        Semaphore free = new Semaphore(window);
        long[] took = new long[count];
        Meter meter = new Meter();
        for (int i = 0; i < count; i++) {
            acquire(free, 1);
            int index = i;
            long start = System.nanoTime();
            client.call(i, text, () -> {
                took[index] = System.nanoTime() - start;
                free.release();
            });
        }
        acquire(free, window);
        Map<String, Double> figures = meter.stop(count);
        if (window == 1) {
            figures.putAll(percentiles(took));
        }
        return figures;
    }

    /** Each call's time runs from when it was due, so that a late one makes no other look early. */
    private Map<String, Double> timed(int count, double offered) throws InterruptedException {
        Semaphore answered = new Semaphore(0);
        long[] took = new long[count];
        double interval = 1e9 / offered;
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int index = i;
            long due = start + (long) (i * interval);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            client.call(i, text, () -> {
                took[index] = System.nanoTime() - due;
                answered.release();
            });
        }
        acquire(answered, count);
        return percentiles(took);
    }

    private static void acquire(Semaphore semaphore, int permits) throws InterruptedException {
        if (!semaphore.tryAcquire(permits, SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no answer after " + SECONDS + " s");
        }
    }

    private static Map<String, Double> percentiles(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("p50", sorted[sorted.length / 2] / 1e3);
        figures.put("p99", sorted[(int) (sorted.length * 0.99)] / 1e3);
        figures.put("p999", sorted[(int) (sorted.length * 0.999)] / 1e3);
        return figures;
    }

    @Override
    public void close() throws Exception {
        client.close();
    }
}
