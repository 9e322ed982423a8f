package dev.halley.examples;

import dev.halley.ClientObserver;
import dev.halley.bayeux.BayeuxClient;
import java.util.concurrent.atomic.LongAdder;

/** Looks at what a client does: its log, the wire, and numbers for metrics. */
public final class Observe {
    private Observe() {}

    public static void main(String[] args) {
        // @start region=observe
        LongAdder received = new LongAdder();
        ClientObserver counter = new ClientObserver() {
            @Override
            public void onReceived(int messages, int pendingCount, long pendingBytes) {
                received.add(messages);
            }
        };
        try (var client = BayeuxClient.builder(args[0])
                .logTo(System.err)
                .wireTap(System.err::println)
                .observer(counter)
                .open()) {
            client.publish("/chat/demo", "hello");
        }
        System.out.println("received " + received.sum() + " messages");
        // @end
    }
}
