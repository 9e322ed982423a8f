package dev.halley.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One accepted connection: a thread that reads requests, and while a reply waits, a second one that waits with it, so
 * that the end of the client is noticed in the meantime.
 */
final class Connection implements Runnable {
    final ScriptedServer server;
    final int number;
    private final Socket raw;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    // Set before the first request is read.
    private volatile Socket socket;

    // Guarded by writeLock.
    private final ReentrantLock writeLock = new ReentrantLock();
    private @Nullable OutputStream out;

    // Written by the thread that writes a reply.
    private volatile @Nullable ScriptedSocket webSocket;
    private volatile @Nullable Socket tunnel;

    // Any thread.
    private final Set<Socket> attached = ConcurrentHashMap.newKeySet();

    Connection(ScriptedServer server, int number, Socket raw) {
        this.server = server;
        this.number = number;
        this.raw = raw;
        this.socket = raw;
    }

    @Override
    public void run() {
        try {
            raw.setTcpNoDelay(true);
            SSLContext tls = server.tls();
            if (tls != null) {
                SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(raw, null, raw.getPort(), true);
                secure.setUseClientMode(false);
                secure.startHandshake();
                socket = secure;
            }
            out = socket.getOutputStream();
            serve(new HttpInput(socket.getInputStream()));
        } catch (IOException | UncheckedIOException e) {
            // The client is gone or broke the protocol below HTTP, or this side ended the connection: all are ends.
            server.note("connection " + number + " ended: " + e);
        } catch (RuntimeException | Error e) {
            server.failed(e);
        } finally {
            end(Reply.Ending.FIN);
            ScriptedSocket open = webSocket;
            if (open != null) {
                open.ended();
            }
            server.ended(this);
        }
    }

    private void serve(HttpInput input) throws IOException {
        CompletableFuture<Void> written = CompletableFuture.completedFuture(null);
        while (!hasEnded()) {
            if (written.isDone() && takenOver(input)) {
                return;
            }
            boolean more = input.awaitData();
            if (!more) {
                return;
            }
            // Replies keep the order of their requests: the next one is answered when the last one has been.
            await(written);
            if (hasEnded() || takenOver(input)) {
                return;
            }
            Request request = readRequest(input);
            if (request == null) {
                return;
            }
            written = answer(request);
        }
    }

    /** Whether the connection is no longer HTTP; then it has ended when this returns. */
    private boolean takenOver(HttpInput input) throws IOException {
        ScriptedSocket open = webSocket;
        Socket target = tunnel;
        if (open != null) {
            open.receive(input);
        } else if (target != null) {
            Tunnel.pump(input, target);
        }
        return open != null || target != null;
    }

    private @Nullable Request readRequest(HttpInput input) throws IOException {
        try {
            String[] line = input.readLine().split(" ");
            if (line.length != 3 || !line[2].startsWith("HTTP/1.")) {
                throw new IllegalArgumentException("request line: " + String.join(" ", line));
            }
            var headers = input.readHeaders();
            if (headers.first("Expect").orElse("").equalsIgnoreCase("100-continue")) {
                write(HttpInput.ascii("HTTP/1.1 100 Continue\r\n\r\n"));
            }
            byte[] body = input.readBody(headers);
            return server.received(line[0], line[1], headers, body, number);
        } catch (IllegalArgumentException e) {
            new ReplyWriter(this, null)
                    .write(Reply.of(400).header("Connection", "close").body(e + "\n"));
            return null;
        }
    }

    private CompletableFuture<Void> answer(Request request) throws IOException {
        Reply reply = server.replyTo(request);
        ReplyWriter writer = new ReplyWriter(this, request);
        if (!ReplyWriter.waits(reply)) {
            writer.write(reply);
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> written = new CompletableFuture<>();
        server.startThread("reply-" + request.number(), () -> {
            try {
                writer.write(reply);
            } catch (IOException | UncheckedIOException e) {
                server.note("reply to " + request + " ended: " + e);
                end(Reply.Ending.FIN);
            } catch (RuntimeException | Error e) {
                server.failed(e);
                end(Reply.Ending.RESET);
            } finally {
                written.complete(null);
            }
        });
        return written;
    }

    /** Writes all of it or throws. Any thread. */
    void write(byte[] bytes) throws IOException {
        writeLock.lock();
        try {
            OutputStream open = out;
            if (open == null || hasEnded()) {
                throw new IOException("the connection has ended");
            }
            open.write(bytes);
            open.flush();
        } finally {
            writeLock.unlock();
        }
    }

    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection. Any thread; never waits for the peer. */
    void end(Reply.Ending ending) {
        if (!ended.complete(null)) {
            return;
        }
        try {
            if (ending == Reply.Ending.RESET) {
                raw.setSoLinger(true, 0);
            } else if (socket instanceof SSLSocket && writeLock.tryLock()) {
                // Only when nobody is in a write: the TLS close would wait for it.
                try {
                    socket.shutdownOutput();
                } finally {
                    writeLock.unlock();
                }
            }
        } catch (IOException e) {
            server.note("connection " + number + ": " + e);
        } finally {
            closeNoting(raw);
            attached.forEach(this::closeNoting);
        }
        ScriptedSocket open = webSocket;
        if (open != null) {
            open.wake();
        }
    }

    boolean hasEnded() {
        return ended.isDone();
    }

    /** Runs the test's code: what it throws is the test's failure, not the connection's. */
    void runScript(Runnable script) {
        try {
            script.run();
        } catch (UncheckedIOException e) {
            server.note("callback on connection " + number + ": " + e);
        } catch (RuntimeException | Error e) {
            server.failed(e);
        }
    }

    void open(ScriptedSocket opened) {
        webSocket = opened;
        server.opened(opened);
        opened.opened();
    }

    /** From now on the target's connection ends with this one. */
    void attach(Socket target) {
        attached.add(target);
        if (hasEnded()) {
            closeNoting(target);
        }
    }

    void detach(Socket target) {
        attached.remove(target);
    }

    void tunnelTo(Socket target) {
        tunnel = target;
    }

    /** Waits; false when the connection ended instead. */
    boolean pause(Duration duration) {
        try {
            ended.get(duration.toNanos(), TimeUnit.NANOSECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the wait of connection " + number + " was disturbed", e);
        }
    }

    void awaitEnd() {
        ended.join();
    }

    /** Waits for the stage; false when the connection ended instead. */
    boolean await(CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        CompletableFuture.anyOf(future.handle((value, failure) -> ""), ended).join();
        return !hasEnded();
    }

    private void closeNoting(Socket closing) {
        try {
            closing.close();
        } catch (IOException e) {
            server.note("connection " + number + ": " + e);
        }
    }
}
