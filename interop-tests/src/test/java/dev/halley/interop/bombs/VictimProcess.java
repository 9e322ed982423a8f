package dev.halley.interop.bombs;

import dev.halley.interop.Await;
import dev.halley.interop.Child;
import dev.halley.interop.Programs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** A {@link Victim} with a heap of 64 MiB, which ends when that does not suffice, and what it said. */
final class VictimProcess implements AutoCloseable {
    private final Child child;

    private VictimProcess(Child child) {
        this.child = child;
    }

    static VictimProcess start(String protocol, String url) {
        Child child = Programs.start(
                List.of(
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:ActiveProcessorCount=2"),
                Victim.class,
                protocol,
                url);
        try {
            child.await("ready", Await.SOON);
        } catch (Throwable e) {
            child.close();
            throw e;
        }
        return new VictimProcess(child);
    }

    void open(String transport) {
        child.tell("open " + transport);
        child.await("opened", Await.SOON);
    }

    /** What the opening fails with. */
    String failsToOpen(String transport) {
        child.tell("open " + transport);
        return child.await("failed ", Await.SOON);
    }

    /** Until an event is told in which this pattern is found, whatever was told before it. */
    void awaitEvent(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        long deadline = System.nanoTime() + Await.SOON.toNanos();
        while (true) {
            String event = child.await("event ", Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            if (wanted.matcher(event).find()) {
                return;
            }
        }
    }

    /** The client is of use, at the latest after it has connected again. */
    void echoes() {
        long deadline = System.nanoTime() + Await.SOON.toNanos();
        boolean echoed = false;
        while (!echoed) {
            child.tell("echo");
            String said = child.await("", Await.SOON);
            while (!said.startsWith("echoed") && !said.startsWith("failed ")) {
                said = child.await("", Await.SOON);
            }
            echoed = said.startsWith("echoed");
            if (!echoed && System.nanoTime() > deadline) {
                throw new AssertionError("of no use any more: " + said + ", " + child);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** MiB after a collection. */
    int heap() {
        child.tell("heap");
        return Integer.parseInt(child.await("heap ", Await.SOON));
    }

    void closeClient() {
        child.tell("close");
        child.await("closed", Await.SOON);
    }

    @Override
    public void close() {
        child.close();
    }
}
