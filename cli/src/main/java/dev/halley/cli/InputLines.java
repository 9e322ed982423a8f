package dev.halley.cli;

import dev.halley.ProtocolException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * JSON values, one from each line of standard input, or one that was given. A daemon thread reads ahead up to a bound;
 * the command's thread polls.
 */
final class InputLines {
    private static final int MAX_LINE = 16 << 20;
    private static final int READ_AHEAD = 4 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final @Nullable InputStream in;
    private final LinkedBlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(READ_AHEAD);
    private volatile boolean read;

    private InputLines(@Nullable InputStream in) {
        this.in = in;
    }

    /**
     * One line.
     *
     * @param number its number, from 1; 0 for a value that did not come from a line
     * @param json the value on one line; empty when there is a problem
     * @param problem why there is no value, or null
     */
    record Line(int number, String json, @Nullable String problem) {
        /** How messages name it. */
        String label() {
            return number == 0 ? "message" : "line " + number;
        }

        private int weight() {
            return Math.min(READ_AHEAD, json.length() + 1);
        }
    }

    static InputLines one(String json) {
        InputLines one = new InputLines(null);
        one.lines.add(new Line(0, json, null));
        one.read = true;
        return one;
    }

    static InputLines read(InputStream in) {
        return new InputLines(in);
    }

    /** Starts to read; {@code wake} is called whenever there is something new. */
    void start(Runnable wake) {
        InputStream source = in;
        if (source != null) {
            Thread reader = new Thread(() -> readAll(new BufferedInputStream(source, 1 << 16), wake), "halley-stdin");
            reader.setDaemon(true);
            reader.start();
        }
    }

    /** The next line; null when none has been read yet, or none is left. */
    @Nullable Line poll() {
        Line line = lines.poll();
        if (line != null && in != null) {
            room.release(line.weight());
        }
        return line;
    }

    /** Whether a line is there. */
    boolean hasNext() {
        return !lines.isEmpty();
    }

    /** Whether no line will come any more. */
    boolean atEnd() {
        return read && lines.isEmpty();
    }

    private void readAll(InputStream source, Runnable wake) {
        int number = 0;
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
            for (boolean more = true; more; ) {
                number++;
                more = readLine(source, bytes);
                if (more || bytes.size() > 0) {
                    offer(line(number, bytes), wake);
                }
                bytes.reset();
            }
        } catch (IOException e) {
            offer(new Line(number, "", "can't read standard input: " + e.getMessage()), wake);
        } finally {
            read = true;
            wake.run();
        }
    }

    /** Reads up to the next line feed, of a longer line only one byte more than allowed; false at the end of input. */
    private static boolean readLine(InputStream source, ByteArrayOutputStream bytes) throws IOException {
        for (int b = source.read(); b >= 0; b = source.read()) {
            if (b == '\n') {
                return true;
            }
            if (bytes.size() <= MAX_LINE) {
                bytes.write(b);
            }
        }
        return false;
    }

    private void offer(@Nullable Line line, Runnable wake) {
        if (line != null) {
            room.acquireUninterruptibly(line.weight());
            lines.add(line);
            wake.run();
        }
    }

    private static @Nullable Line line(int number, ByteArrayOutputStream bytes) {
        if (bytes.size() > MAX_LINE) {
            return new Line(number, "", "longer than " + (MAX_LINE >> 20) + " MiB");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            if (number == 1 && text.startsWith(BYTE_ORDER_MARK)) {
                text = text.substring(1);
            }
            return text.isBlank() ? null : new Line(number, JsonLines.check(text.strip()), null);
        } catch (CharacterCodingException e) {
            return new Line(number, "", "not UTF-8");
        } catch (ProtocolException e) {
            return new Line(number, "", "not JSON: " + e.getMessage());
        }
    }
}
