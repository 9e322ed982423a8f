package dev.halley.benchmarks.subject;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Many connections of one process that have nothing to do: what each of them costs. */
final class IdleBench implements Bench {
    /** Opened first, so that what a process pays once is not counted. */
    private static final int FIRST = 10;

    private final Client.Factory clients;
    private final long holdSeconds;
    private final List<Client> open = new ArrayList<>();

    IdleBench(Client.Factory clients, Settings settings) {
        this.clients = clients;
        this.holdSeconds = settings.number("hold");
    }

    private record Usage(double rss, double heap, double direct) {}

    @Override
    public void open() throws Exception {
        connect(FIRST);
    }

    private void connect(long count) throws Exception {
        for (long i = 0; i < count; i++) {
            open.add(clients.open((number, length) -> {
                throw new IllegalStateException("nobody asked for messages");
            }));
        }
    }

    @Override
    public Map<String, Double> round(long count, double offered) throws Exception {
        Usage before = usage();
        long start = System.nanoTime();
        connect(count);
        double seconds = (System.nanoTime() - start) / 1e9;
        TimeUnit.SECONDS.sleep(holdSeconds);
        Usage after = usage();
        long lost = open.stream().filter(client -> !client.isConnected()).count();
        if (lost > 0) {
            throw new IllegalStateException(lost + " of " + open.size() + " connections lost");
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("rss", (after.rss - before.rss) / count);
        figures.put("heap", (after.heap - before.heap) / count);
        figures.put("direct", (after.direct - before.direct) / count);
        figures.put("threads", (double) ManagementFactory.getThreadMXBean().getThreadCount());
        figures.put("connect_rate", count / seconds);
        return figures;
    }

    /** In KiB; the heap as it is after a collection. */
    private static Usage usage() throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(200);
        }
        Runtime runtime = Runtime.getRuntime();
        double direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return new Usage(rss(), (runtime.totalMemory() - runtime.freeMemory()) / 1024.0, direct / 1024);
    }

    private static double rss() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("\\D+", ""));
            }
        }
        throw new IllegalStateException("no VmRSS in /proc/self/status");
    }

    @Override
    public void close() {
        // The process ends now, and its sockets with it; closing thousands in order proves nothing.
        open.clear();
    }
}
