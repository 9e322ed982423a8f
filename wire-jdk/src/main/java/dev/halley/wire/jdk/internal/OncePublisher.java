package dev.halley.wire.jdk.internal;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A body that can be sent once. When a connection is lost before the first byte of the reply, the JDK silently sends a
 * GET again, and a server that had processed the first one (a poll, an Engine.IO handshake) has given its messages to
 * nobody. Its only switch is a system property for the whole JVM. It asks the body for its length each time it writes
 * a request, though: the second time there is none. The exchange then fails as the lost connection that it is.
 */
final class OncePublisher implements HttpRequest.BodyPublisher {
    private final HttpRequest.BodyPublisher body;
    private final AtomicBoolean written = new AtomicBoolean();

    private OncePublisher(HttpRequest.BodyPublisher body) {
        this.body = body;
    }

    static HttpRequest.BodyPublisher of(@Nullable ByteBuffer bytes, boolean once) {
        HttpRequest.BodyPublisher body = bytes == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(array(bytes));
        return once ? new OncePublisher(body) : body;
    }

    /** Thrown instead of a second request. */
    static final class LostConnectionException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        LostConnectionException() {
            super("the connection was lost before the reply came");
        }
    }

    @Override
    public long contentLength() {
        if (!written.compareAndSet(false, true)) {
            throw new LostConnectionException();
        }
        return body.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        body.subscribe(subscriber);
    }

    private static byte[] array(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        return array;
    }
}
