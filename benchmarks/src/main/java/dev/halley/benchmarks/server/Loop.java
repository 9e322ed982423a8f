package dev.halley.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Accepts, reads, writes, keeps time. All but {@link #post} is for the server thread. */
final class Loop {
    private static final int READ_BYTES = 256 * 1024;
    private static final int BACKLOG = 4096;

    private final Selector selector = Selector.open();
    private final byte[] array = new byte[READ_BYTES];
    private final ByteBuffer shared = ByteBuffer.wrap(array);
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final List<Long> accepted = new ArrayList<>();
    private final Speakers speakers;
    private @Nullable ServerSocketChannel listener;
    private long timerCount;
    private int port;
    private long listeningSince;

    /** Posted by other threads. */
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();

    private record Timer(long at, long number, Runnable action) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    Loop() throws IOException {
        speakers = new Speakers(this);
    }

    void post(Runnable action) {
        posted.add(action);
        selector.wakeup();
    }

    void after(long millis, Runnable action) {
        timers.add(new Timer(System.nanoTime() + millis * 1_000_000, timerCount++, action));
    }

    int listen() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
        port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        listener = channel;
        return port;
    }

    /** Ends every connection and refuses new ones for a while; then counts those that come. */
    void goDown(long millis) throws IOException {
        if (listener != null) {
            listener.close();
            listener = null;
        }
        for (SelectionKey key : List.copyOf(selector.keys())) {
            if (key.attachment() instanceof Connection connection) {
                connection.close();
            }
        }
        speakers.forget();
        selector.selectNow();
        after(millis, () -> {
            accepted.clear();
            accepted.add(System.nanoTime());
            listeningSince = System.currentTimeMillis();
            try {
                int unused = listen();
            } catch (IOException e) {
                throw new IllegalStateException("the port is taken: " + port, e);
            }
        });
    }

    /** When it listened again, then each connection since, in nanoseconds. */
    List<Long> accepted() {
        return accepted;
    }

    /** When that was, on the clock that other processes have too. */
    long listeningSince() {
        return listeningSince;
    }

    Speakers speakers() {
        return speakers;
    }

    void run() throws IOException {
        while (true) {
            Timer first = timers.peek();
            if (first == null) {
                selector.select(this::ready);
            } else {
                long millis = (first.at() - System.nanoTime()) / 1_000_000;
                if (millis > 0) {
                    selector.select(this::ready, millis);
                } else {
                    selector.selectNow(this::ready);
                }
            }
            while (!timers.isEmpty() && timers.element().at() - System.nanoTime() <= 0) {
                timers.remove().action().run();
            }
            for (Runnable action = posted.poll(); action != null; action = posted.poll()) {
                action.run();
            }
        }
    }

    private void ready(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (key.isAcceptable()) {
            accept((ServerSocketChannel) key.channel());
            return;
        }
        Connection connection = (Connection) key.attachment();
        if (key.isWritable()) {
            connection.flush();
        }
        if (key.isValid() && key.isReadable()) {
            connection.read(shared, array);
        }
    }

    private void accept(ServerSocketChannel from) {
        try {
            for (SocketChannel channel = from.accept(); channel != null; channel = from.accept()) {
                if (!accepted.isEmpty()) {
                    accepted.add(System.nanoTime());
                }
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                key.attach(new Connection(channel, key, speakers));
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot accept", e);
        }
    }
}
