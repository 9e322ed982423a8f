package dev.halley.benchmarks.subject;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a piece of work cost this process: time, CPU of all its threads, bytes allocated by all its threads. */
final class Meter {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final @Nullable Method TOTAL_ALLOCATED = totalAllocated();

    private final long switches = switches();
    private final long allocated = allocated();
    private final long cpu = SYSTEM.getProcessCpuTime();
    private final long nanos = System.nanoTime();

    /** The figures of one round of so many messages. */
    Map<String, Double> stop(long messages) {
        long tookNanos = System.nanoTime() - nanos;
        long tookCpu = SYSTEM.getProcessCpuTime() - cpu;
        long tookBytes = allocated() - allocated;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("rate", messages * 1e9 / tookNanos);
        figures.put("cpu", tookCpu / 1e3 / messages);
        figures.put("allocated", (double) tookBytes / messages);
        figures.put("switches", (double) (switches() - switches) / messages);
        return figures;
    }

    /** How often a thread of this process gave its core up to wait for something; 0 where the system does not tell. */
    private static long switches() {
        File[] tasks = new File("/proc/self/task").listFiles();
        long sum = 0;
        for (File task : tasks == null ? new File[0] : tasks) {
            try {
                for (String line : Files.readAllLines(task.toPath().resolve("status"))) {
                    if (line.startsWith("voluntary_ctxt_switches:")) {
                        sum += Long.parseLong(line.replaceAll("\\D+", ""));
                    }
                }
            } catch (IOException ended) {
                // A thread that ended while we looked.
                continue;
            }
        }
        return sum;
    }

    /** Before JDK 21 a thread that ends between two calls takes its figure along; no client here ends threads under load. */
    private static long allocated() {
        Method total = TOTAL_ALLOCATED;
        if (total != null) {
            try {
                return (long) total.invoke(THREADS);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("no allocation figures", e);
            }
        }
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    private static @Nullable Method totalAllocated() {
        try {
            return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
        } catch (NoSuchMethodException olderThan21) {
            return null;
        }
    }
}
