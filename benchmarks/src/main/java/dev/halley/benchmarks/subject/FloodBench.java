package dev.halley.benchmarks.subject;

import java.util.Map;

/** The server sends as fast as it can: over WebSocket a message per frame, over polling a batch per reply. */
final class FloodBench implements Bench {
    private final Client.Factory clients;
    private final Check check = new Check();
    private final int size;
    private final boolean binary;
    private Client client = new NoClient();

    FloodBench(Client.Factory clients, Settings settings) {
        this.clients = clients;
        this.size = settings.number("size");
        this.binary = settings.flag("binary");
    }

    @Override
    public void open() throws Exception {
        client = clients.open(check);
    }

    @Override
    public Map<String, Double> round(long count, double offered) throws Exception {
        check.expect(count, size);
        Meter meter = new Meter();
        client.flood(count, size, binary);
        check.await();
        return meter.stop(count);
    }

    @Override
    public void close() throws Exception {
        client.close();
    }
}
