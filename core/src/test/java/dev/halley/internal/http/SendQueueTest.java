package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionException;
import dev.halley.UnconfirmedException;
import dev.halley.wire.WebSocketLink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A link that takes one message at a time, within the call or later. */
class SendQueueTest {
    private final List<String> sent = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private Function<String, CompletionStage<?>> wire = text -> CompletableFuture.completedFuture(null);

    private final SendQueue queue =
            new SendQueue(new Link(), false, "there", ConnectionException.Details.NONE, failure -> ends.add("broken"));

    private final class Link implements WebSocketLink {
        @Override
        public CompletionStage<?> sendText(CharSequence text) {
            sent.add(text.toString());
            return wire.apply(text.toString());
        }

        @Override
        public CompletionStage<?> sendBinary(ByteBuffer bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<?> sendPing(ByteBuffer payload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<?> sendClose(int code, String reason) {
            return wire.apply("close");
        }

        @Override
        public void request(long count) {}

        @Override
        public void abort() {}
    }

    private void send(String text) {
        send(text, () -> {});
    }

    private void send(String text, Runnable then) {
        queue.message(new Outgoing(text, false) {
            @Override
            protected void ended(@Nullable Throwable failure, boolean more) {
                ends.add(text
                        + (failure == null
                                ? ""
                                : failure instanceof UnconfirmedException ? " unconfirmed" : " unwritten"));
                then.run();
            }
        });
    }

    @Test
    void what_the_link_takes_within_the_call_ends_once_and_in_order() {
        send("a", () -> {
            send("b");
            send("c");
        });
        send("d");
        assertThat(sent).containsExactly("a", "b", "c", "d");
        assertThat(ends).containsExactly("a", "b", "c", "d");
    }

    @Test
    void what_comes_while_one_is_on_its_way_waits_for_it() {
        CompletableFuture<Void> slow = new CompletableFuture<>();
        wire = text -> text.equals("b") ? slow : CompletableFuture.completedFuture(null);
        send("a");
        send("b");
        send("c");
        assertThat(sent).containsExactly("a", "b");
        assertThat(ends).containsExactly("a");
        slow.complete(null);
        assertThat(sent).containsExactly("a", "b", "c");
        assertThat(ends).containsExactly("a", "b", "c");
    }

    @Test
    void a_socket_that_ends_within_the_call_leaves_its_message_unconfirmed_and_tells_it_once() {
        wire = text -> {
            send("later");
            queue.end(null);
            return CompletableFuture.completedFuture(null);
        };
        send("a");
        send("too late");
        assertThat(sent).containsExactly("a");
        assertThat(ends).containsExactly("a unconfirmed", "later unwritten", "too late unwritten");
    }

    @Test
    void nothing_overtakes_and_nothing_is_lost_when_many_threads_send() throws Exception {
        int threads = 4;
        int each = 20_000;
        int[] next = new int[threads];
        List<String> wrong = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(threads * each);
        // The link is called by one thread at a time, and sees what the one before wrote.
        wire = text -> {
            int thread = text.charAt(0) - '0';
            if (next[thread]++ != Integer.parseInt(text.substring(1))) {
                wrong.add(text);
            }
            return CompletableFuture.completedFuture(null);
        };
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Thread> senders = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            Thread sender = new Thread(() -> {
                try {
                    start.await();
                } catch (Exception impossible) {
                    throw new IllegalStateException(impossible);
                }
                for (int i = 0; i < each; i++) {
                    queue.message(new Outgoing(thread + "" + i, false) {
                        @Override
                        protected void ended(@Nullable Throwable failure, boolean more) {
                            all.countDown();
                        }
                    });
                }
            });
            senders.add(sender);
            sender.start();
        }
        for (Thread sender : senders) {
            sender.join(30_000);
        }
        assertThat(all.getCount()).isZero();
        assertThat(wrong).isEmpty();
        assertThat(next).containsOnly(each);
    }
}
