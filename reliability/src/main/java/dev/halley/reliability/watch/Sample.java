package dev.halley.reliability.watch;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.util.Set;

/**
 * What a process holds at one time.
 *
 * @param at minutes since its begin, or how many clients there have been
 * @param heap bytes, after a collection
 * @param direct bytes outside of the heap: the JDK's buffers and Netty's
 * @param threads of the library
 * @param sockets of its clients
 * @param timers of its clients
 */
@JsonPropertyOrder({"at", "heap", "direct", "threads", "sockets", "timers"})
public record Sample(double at, long heap, long direct, int threads, int sockets, int timers) {
    private static final String NETTY = "io.netty.util.internal.PlatformDependent";

    /**
     * Collects, and looks.
     *
     * @param at when this is
     * @param ports where the clients' sockets lead
     * @param timers how many timers they have
     * @return the sample
     */
    public static Sample take(double at, Set<Integer> ports, int timers) {
        // The second one takes what the first one let go.
        System.gc();
        System.gc();
        // At once: the look at the sockets needs memory itself, and more of it where other programs have many.
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        int sockets =
                (int) Resources.remotePorts().stream().filter(ports::contains).count();
        return new Sample(at, heap, outsideOfTheHeap(), Resources.threads().size(), sockets, timers);
    }

    private static long outsideOfTheHeap() {
        long buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return buffers + Math.max(0, netty());
    }

    /** Netty counts what it takes past the JDK's buffers; -1 where it takes none so. */
    private static long netty() {
        try {
            return (long) Class.forName(NETTY).getMethod("usedDirectMemory").invoke(null);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("Netty's count of its memory", e);
        }
    }
}
