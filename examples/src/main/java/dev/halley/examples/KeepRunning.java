package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;

/** The main thread returns at once; the client keeps the JVM running until a handler closes it. */
public final class KeepRunning {
    private KeepRunning() {}

    public static void main(String[] args) {
        // @start region=keep-alive
        var client = BayeuxClient.builder(args[0]).keepAlive(true).open();
        client.subscribe("/jobs/new", job -> System.out.println("job " + job.data()));
        client.subscribe("/jobs/stop", message -> client.close());
        // @end
        System.out.println("main is done");
    }
}
