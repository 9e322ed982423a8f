package dev.halley.interop;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.FilePositionStore;
import dev.halley.bayeux.Replay;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** The programs of {@link ReplayIT}, which are killed. They say what they have done as lines. */
final class ReplayMain {
    private ReplayMain() {}

    /** {@code store <file>} stores as fast as it can; {@code subscribe <file> <url> <transport> <channel>} subscribes. */
    public static void main(String[] args) throws IOException {
        FilePositionStore store = FilePositionStore.open(Path.of(args[1]));
        say("open");
        if (args[0].equals("store")) {
            for (long i = store.load("/channel").orElse(0) + 1; ; i++) {
                store.store("/channel", i);
                say("stored " + i);
            }
        }
        BayeuxClient client = Clients.eager(URI.create(args[2]), ConnectionType.valueOf(args[3]))
                .replay(Replay.from(store).initial(Replay.EARLIEST))
                .open();
        var unused = client.subscribe(args[4], message -> say("got " + number(message.data())));
        while (System.in.read() >= 0) {
            // it ends with the test
        }
        Runtime.getRuntime().halt(0);
    }

    private static Object number(Object data) {
        return ((Map<?, ?>) ((Map<?, ?>) data).get("payload")).get("number");
    }

    private static void say(String fact) {
        System.out.println(fact);
        System.out.flush();
    }
}
