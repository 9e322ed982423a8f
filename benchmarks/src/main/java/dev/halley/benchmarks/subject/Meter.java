package dev.halley.benchmarks.subject;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a piece of work cost this process: time, CPU of all its threads, bytes allocated by all its threads. */
final class Meter {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final @Nullable Method TOTAL_ALLOCATED = totalAllocated();

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
        return figures;
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
