package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.FilePositionStore;
import dev.halley.bayeux.Replay;
import java.io.IOException;
import java.nio.file.Path;

/** A subscriber whose next run goes on where this one ended, however it ended. */
public final class ResumeStream {
    private ResumeStream() {}

    public static void main(String[] args) throws IOException {
        // @start region=replay
        try (var positions = FilePositionStore.open(Path.of(args[1]));
                var client = BayeuxClient.builder(args[0])
                        .replay(Replay.from(positions)
                                .initial(Replay.EARLIEST)
                                .whenRefused(Replay.WhenRefused.EARLIEST))
                        .open()) {
            client.subscribe("/event/Order_Event__e", event -> System.out.println(event.dataJson()));
            client.awaitEnd();
        }
        // @end
    }
}
