package dev.halley.bayeux.internal.position;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file of positions: {@code checksum position "channel"} and a line feed; the last line of a channel
 * counts. Blocks; any thread.
 */
public final class PositionLog {
    private static final int MOST_LINES = 10_000;

    /**
     * The lock files of this process. POSIX gives a process's lock up when it closes any channel of the file, so nobody
     * here may open one a second time.
     */
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final boolean sync;
    private final Path lockFile;
    private final FileChannel lockChannel;

    // guarded by the lock
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Long> positions;
    private @Nullable FileChannel channel;
    private long size;
    private long lines;
    /** Whether what is behind {@link #size} is not known to be whole. */
    private boolean torn;

    private boolean closed;

    private PositionLog(Path file, boolean sync, Path lockFile, FileChannel lockChannel, PositionLines read) {
        this.file = file;
        this.sync = sync;
        this.lockFile = lockFile;
        this.lockChannel = lockChannel;
        this.positions = new LinkedHashMap<>(read.positions());
        this.size = read.length();
        this.lines = read.lines();
        this.torn = read.torn();
    }

    public static PositionLog open(Path file, boolean sync) throws IOException {
        Path lockFile = lockFile(file);
        if (!IN_USE.add(lockFile)) {
            throw inUse(file);
        }
        FileChannel lockChannel = null;
        try {
            lockChannel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock(lockChannel, file);
            PositionLog log = new PositionLog(file, sync, lockFile, lockChannel, PositionLines.read(bytes(file)));
            log.repair();
            return log;
        } catch (Throwable failure) {
            if (lockChannel != null) {
                lockChannel.close();
            }
            IN_USE.remove(lockFile);
            throw failure;
        }
    }

    /** Goes with the channel, and with the process. */
    private static void lock(FileChannel lockChannel, Path file) throws IOException {
        FileLock held;
        try {
            held = lockChannel.tryLock();
        } catch (OverlappingFileLockException otherClassLoader) {
            held = null;
        }
        if (held == null) {
            throw inUse(file);
        }
    }

    /** By whatever name the directory was called. */
    private static Path lockFile(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        return absolute.resolveSibling(".").toRealPath().resolve(file.getFileName() + ".lock");
    }

    private static IllegalStateException inUse(Path file) {
        return new IllegalStateException(
                "file: " + file.getFileName() + " is in use by another store (expected: one at a time)");
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            return new byte[0];
        }
    }

    public OptionalLong load(String name) {
        lock.lock();
        try {
            Long position = positions.get(name);
            return position == null ? OptionalLong.empty() : OptionalLong.of(position);
        } finally {
            lock.unlock();
        }
    }

    public void store(String name, long position) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("store: the file is closed (expected: open)");
            }
            positions.put(name, position);
            repair();
            append(PositionLines.line(name, position));
            if (lines > MOST_LINES + 10L * positions.size()) {
                compact();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("position of " + name + " can't be stored: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /** What was not written whole must not stand before what comes next. */
    private void repair() throws IOException {
        if (torn) {
            compact();
        }
    }

    private void append(ByteBuffer line) throws IOException {
        torn = true;
        FileChannel out = channel();
        out.position(size);
        while (line.hasRemaining()) {
            out.write(line);
        }
        if (sync) {
            out.force(false);
        }
        size = out.position();
        lines++;
        torn = false;
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel = open;
        }
        return open;
    }

    /** One line for each channel, in a new file that takes the old one's place in one step. */
    private void compact() throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        long written;
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (Map.Entry<String, Long> each : positions.entrySet()) {
                ByteBuffer line = PositionLines.line(each.getKey(), each.getValue());
                while (line.hasRemaining()) {
                    out.write(line);
                }
            }
            // a machine that dies must not find the new name with nothing behind it
            out.force(true);
            written = out.position();
        }
        closeChannel();
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        size = written;
        lines = positions.size();
        torn = false;
    }

    private void closeChannel() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    public void close() throws IOException {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try {
                closeChannel();
            } finally {
                lockChannel.close();
                IN_USE.remove(lockFile);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return String.valueOf(file.getFileName());
    }
}
