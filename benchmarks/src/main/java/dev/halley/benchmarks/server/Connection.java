package dev.halley.benchmarks.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One accepted connection: what was read and not yet understood, what waits to be written. Server thread. */
final class Connection {
    private static final byte[] NOTHING = new byte[0];

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Deque<ByteBuffer> out = new ArrayDeque<>(4);
    private byte[] in = NOTHING;
    private int inLength;
    private Input input;
    private @Nullable Feed feed;
    private @Nullable Runnable onClose;
    private boolean closed;

    /** Understands what was read. */
    interface Input {
        /** Takes what is complete in {@code bytes[from, to)} and returns where it stopped. */
        int take(byte[] bytes, int from, int to);
    }

    Connection(SocketChannel channel, SelectionKey key, Speakers speakers) {
        this.channel = channel;
        this.key = key;
        this.input = new HttpInput(this, speakers);
    }

    void input(Input next) {
        input = next;
    }

    void onClose(Runnable action) {
        onClose = action;
    }

    /** Reads into the loop's own array, which {@code shared} wraps. */
    void read(ByteBuffer shared, byte[] array) {
        shared.clear();
        int count;
        try {
            count = channel.read(shared);
        } catch (IOException e) {
            // The client reset the connection: the same end as an orderly one.
            count = -1;
        }
        if (count < 0) {
            close();
            return;
        }
        byte[] bytes = array;
        int length = count;
        if (inLength > 0) {
            if (in.length < inLength + count) {
                in = Arrays.copyOf(in, Math.max(2 * in.length, inLength + count));
            }
            System.arraycopy(bytes, 0, in, inLength, count);
            bytes = in;
            length = inLength + count;
        }
        int at = 0;
        while (at < length && !closed) {
            int next = input.take(bytes, at, length);
            if (next == at) {
                break;
            }
            at = next;
        }
        keep(bytes, at, length);
        flush();
    }

    private void keep(byte[] bytes, int from, int to) {
        inLength = to - from;
        if (inLength == 0) {
            in = NOTHING;
        } else if (bytes == in) {
            System.arraycopy(in, from, in, 0, inLength);
        } else {
            in = Arrays.copyOfRange(bytes, from, Math.max(to, from + 1024));
        }
    }

    /** Writes with the next {@link #flush}: what one read asked for is answered in one go. */
    void send(ByteBuffer bytes) {
        out.add(bytes);
    }

    void feed(Feed next) {
        feed = next;
    }

    void flush() {
        if (closed) {
            return;
        }
        try {
            boolean more = write();
            int wanted = SelectionKey.OP_READ | (more ? SelectionKey.OP_WRITE : 0);
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
            }
        } catch (IOException e) {
            // The client has gone.
            close();
        }
    }

    /** True if something is left. */
    private boolean write() throws IOException {
        while (true) {
            ByteBuffer first = out.peek();
            if (first == null) {
                Feed source = feed;
                if (source == null) {
                    return false;
                }
                out.add(source.next());
                if (source.isEmpty()) {
                    feed = null;
                }
                continue;
            }
            if (out.size() > 1) {
                channel.write(out.toArray(ByteBuffer[]::new));
                while (!out.isEmpty() && !out.element().hasRemaining()) {
                    out.remove();
                }
                if (!out.isEmpty()) {
                    return true;
                }
                continue;
            }
            channel.write(first);
            if (first.hasRemaining()) {
                return true;
            }
            out.remove();
        }
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket that does not close", e);
        }
        if (onClose != null) {
            onClose.run();
        }
    }
}
