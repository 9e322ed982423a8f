package dev.halley.benchmarks.subject;

import dev.halley.benchmarks.Payloads;
import java.util.Map;

/** Sends without waiting; after each burst the server says how many it got. */
final class EmitBench implements Bench {
    /** As many as every client's queue may hold. */
    private static final int BURST = 10_000;

    private final Client.Factory clients;
    private final String text;
    private Client client = new NoClient();

    EmitBench(Client.Factory clients, Settings settings) {
        this.clients = clients;
        this.text = Payloads.text(settings.number("size"));
    }

    @Override
    public void open() throws Exception {
        client = clients.open((number, length) -> {
            throw new IllegalStateException("nobody asked for messages");
        });
    }

    @Override
    public Map<String, Double> round(long count, double offered) throws Exception {
        Meter meter = new Meter();
        for (long sent = 0; sent < count; ) {
            int burst = (int) Math.min(BURST, count - sent);
            for (int i = 0; i < burst; i++) {
                client.emit(i, text);
            }
            client.sync(burst);
            sent += burst;
        }
        return meter.stop(count);
    }

    @Override
    public void close() throws Exception {
        client.close();
    }
}
