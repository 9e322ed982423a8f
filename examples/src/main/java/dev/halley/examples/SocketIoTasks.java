package dev.halley.examples;

import dev.halley.ClientEvent;
import dev.halley.socketio.SocketIoClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Background tasks, logs, and what the client tells of itself. */
public final class SocketIoTasks {
    private SocketIoTasks() {}

    // @start region=task
    static void myBackgroundTask(SocketIoClient sio, int myArgument) {
        sio.emit("my message", Map.of("from the background", myArgument));
    }
    // @end

    public static void main(String[] args) {
        // @start region=logs
        SocketIoClient sio = SocketIoClient.builder()
                .logTo(System.err)
                .engineLogTo(System.err, System.Logger.Level.DEBUG)
                .build();
        // @end
        // @start region=watch
        sio.onEvent(event -> {
            if (event instanceof ClientEvent.HandlerFailed failed) {
                System.out.println("a handler of " + failed.scope() + " failed: "
                        + failed.cause().getMessage());
            }
        });
        // @end
        sio.on("broken", event -> {
            throw new IllegalStateException("not today");
        });
        sio.connect(args[0]);

        // @start region=start
        CompletableFuture<Void> task = sio.startBackgroundTask(() -> myBackgroundTask(sio, 123));
        // @end

        // @start region=sleep
        sio.sleep(Duration.ofSeconds(2));
        // @end

        System.out.println(task.isDone() ? "the task has ended" : "the task is at work");
        boolean ended = sio.awaitEnd(Duration.ofSeconds(30));
        System.out.println(ended ? "ended" : "still there");
        sio.disconnect();
    }
}
