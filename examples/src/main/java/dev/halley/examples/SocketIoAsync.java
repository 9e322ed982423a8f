package dev.halley.examples;

import dev.halley.socketio.AsyncSocketIoClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The client with futures: what it does when one thing has followed the other. */
public final class SocketIoAsync {
    private SocketIoAsync() {}

    private static CompletionStage<String> store(String text) {
        return CompletableFuture.supplyAsync(() -> "stored " + text);
    }

    private static void myBackgroundTask(int myArgument) {
        System.out.println("in the background: " + myArgument);
    }

    public static void main(String[] args) {
        // @start region=create
        AsyncSocketIoClient sio = AsyncSocketIoClient.create();
        // @end

        // @start region=events
        sio.on("message", event -> System.out.println("I received a message!"));
        sio.onCall("my message", String.class, text -> store(text));
        // @end

        // @start region=connect
        CompletableFuture<AsyncSocketIoClient> connected = sio.connect(args[0]);
        // @end

        CompletableFuture<Void> end = connected
                .thenCompose(done -> {
                    // @start region=emit
                    CompletableFuture<Void> sent = sio.emit("my message", Map.of("foo", "bar"));
                    // @end
                    return sent;
                })
                .thenCompose(done -> {
                    // @start region=call
                    CompletableFuture<Integer> sum = sio.call(Integer.class, "sum", 1, 2);
                    // @end
                    return sum;
                })
                .thenAccept(sum -> System.out.println("the sum is " + sum))
                .thenCompose(done -> {
                    // @start region=task
                    CompletableFuture<Void> task = sio.startBackgroundTask(() -> myBackgroundTask(123));
                    // @end
                    return task;
                })
                .thenCompose(done -> {
                    // @start region=sleep
                    CompletableFuture<Void> later = sio.sleep(Duration.ofSeconds(2));
                    // @end
                    later.cancel(false);
                    return sio.sleep(Duration.ofMillis(1));
                })
                .thenCompose(done -> {
                    // @start region=wait
                    CompletableFuture<Void> ended = sio.awaitEnd();
                    // @end
                    return ended;
                })
                .thenCompose(done -> {
                    // @start region=disconnect
                    CompletableFuture<Void> disconnected = sio.disconnect();
                    // @end
                    return disconnected;
                });
        end.join();
        System.out.println("the end");
    }
}
