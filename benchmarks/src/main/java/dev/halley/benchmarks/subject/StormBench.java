package dev.halley.benchmarks.subject;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Many clients whose server goes away: says when the last of them was back. */
final class StormBench implements Bench {
    private static final int SECONDS = 240;
    private static final int LOOK_MILLIS = 20;

    private final Client.Factory clients;
    private final int count;
    private final List<Client> open = new ArrayList<>();

    StormBench(Client.Factory clients, Settings settings) {
        this.clients = clients;
        this.count = settings.number("connections");
    }

    @Override
    public void open() throws Exception {
        for (int i = 0; i < count; i++) {
            open.add(clients.open((number, length) -> {
                throw new IllegalStateException("nobody asked for messages");
            }));
        }
    }

    @Override
    public Map<String, Double> round(long unused, double offered) throws Exception {
        await(0);
        await(count);
        return Map.of("back", (double) System.currentTimeMillis());
    }

    private void await(int wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        long connected = connected();
        while (connected != wanted) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        connected + " connected after " + SECONDS + " s (expected: " + wanted + ")");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            connected = connected();
        }
    }

    private long connected() {
        return open.stream().filter(Client::isConnected).count();
    }

    @Override
    public void close() {
        // The process ends now, and its sockets with it.
        open.clear();
    }
}
