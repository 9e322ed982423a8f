package dev.halley.reliability.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The library's threads in this process, and the process's TCP sockets. */
public final class Resources {
    /** Newer JDKs end the threads of their HTTP engine when that is closed, older ones some time after it was collected. */
    public static final boolean ENGINES_ARE_COLLECTED = Runtime.version().feature() < 21;

    private static final Path SELF = Path.of("/proc/self");
    private static final int REMOTE = 2;
    private static final int INODE = 9;
    private static final int HEX = 16;

    private Resources() {}

    /**
     * The threads of Halley's pools, timers and wires, and of the JDK's HTTP engine.
     *
     * @return their names
     */
    public static Set<String> threads() {
        Set<String> names = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("halley-") || isEngine(thread.getName())) {
                names.add(thread.getName());
            }
        }
        return names;
    }

    /**
     * Whether a thread is one of the JDK's HTTP engine.
     *
     * @param thread its name
     * @return whether it may end only after a collection, on an older JDK
     */
    public static boolean isEngine(String thread) {
        return thread.startsWith("HttpClient-");
    }

    /**
     * The port at the other side of each TCP socket of this process; 0 for those that listen.
     *
     * @return one for each socket; nothing where the system has no {@code /proc}
     */
    public static List<Integer> remotePorts() {
        List<Integer> ports = new ArrayList<>();
        if (!Files.isDirectory(SELF.resolve("net"))) {
            return ports;
        }
        try {
            Set<String> mine = sockets();
            for (String protocol : List.of("tcp", "tcp6")) {
                Path table = SELF.resolve("net").resolve(protocol);
                if (Files.exists(table)) {
                    for (String line : Files.readAllLines(table)) {
                        String[] words = line.strip().split("\\s+");
                        if (words.length > INODE && mine.contains("socket:[" + words[INODE] + "]")) {
                            String remote = words[REMOTE];
                            ports.add(Integer.parseInt(remote.substring(remote.lastIndexOf(':') + 1), HEX));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the sockets of this process", e);
        }
        return ports;
    }

    private static Set<String> sockets() throws IOException {
        Set<String> sockets = new HashSet<>();
        try (var files = Files.newDirectoryStream(SELF.resolve("fd"))) {
            for (Path file : files) {
                try {
                    sockets.add(Files.readSymbolicLink(file).toString());
                } catch (NoSuchFileException closed) {
                    // Between the list and the look, as the list's own is.
                    continue;
                }
            }
        }
        return sockets;
    }
}
