package dev.halley.bayeux;

import dev.halley.bayeux.internal.position.PositionLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Positions in a file. Each is appended as a line of its own with a checksum, so the file can be read whenever the
 * process was killed: a line that was not written whole is as if it never had been. From time to time the file is
 * replaced by a shorter one, in one step. Thread-safe.
 *
 * <p>One process at a time: a lock on a file beside it, with {@code .lock} added to its name, keeps others out and goes
 * with the process. What was written survives the end of the process at once, and that of the machine when it is asked
 * to ({@link #open(Path, boolean)}).
 */
public final class FilePositionStore implements PositionStore, AutoCloseable {
    private final PositionLog log;

    private FilePositionStore(PositionLog log) {
        this.log = log;
    }

    /**
     * Opens a file, or makes it; it survives the death of the process.
     *
     * @param file the file; its directory must exist
     * @return a store that has to be closed
     * @throws IOException if it can't be read or written
     * @throws IllegalStateException if this or another process has it open
     */
    public static FilePositionStore open(Path file) throws IOException {
        return open(file, false);
    }

    /**
     * Opens a file, or makes it.
     *
     * @param file the file; its directory must exist
     * @param sync whether each position is forced to the disk, so that it survives the death of the machine; costs a
     *     write of the disk for each message
     * @return a store that has to be closed
     * @throws IOException if it can't be read or written
     * @throws IllegalStateException if this or another process has it open
     */
    public static FilePositionStore open(Path file, boolean sync) throws IOException {
        return new FilePositionStore(PositionLog.open(Objects.requireNonNull(file, "file"), sync));
    }

    @Override
    public OptionalLong load(String channel) {
        return log.load(channel);
    }

    @Override
    public void store(String channel, long position) {
        log.store(channel, position);
    }

    /**
     * Closes the file and lets others have it; any number of times.
     *
     * @throws IOException if closing fails; nothing that was stored is lost by that
     */
    @Override
    public void close() throws IOException {
        log.close();
    }

    @Override
    public String toString() {
        return "FilePositionStore[" + log + "]";
    }
}
