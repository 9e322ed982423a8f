package dev.halley.benchmarks.server;

import dev.halley.benchmarks.Payloads;

/** One request of Bayeux over long-polling. Server thread. */
final class BayeuxPost {
    private static final String JSON = "application/json;charset=UTF-8";
    private static final byte[] OPEN = {'['};
    private static final byte[] COMMA = {','};
    private static final byte[] CLOSE = {']'};

    private final Speakers speakers;
    private final Connection connection;
    private final BayeuxReplies writer;

    BayeuxPost(Speakers speakers, Connection connection) {
        this.speakers = speakers;
        this.connection = connection;
        this.writer = new BayeuxReplies(speakers);
    }

    void take(byte[] body) {
        StringBuilder replies = new StringBuilder();
        BayeuxScan scan = new BayeuxScan(body, 0, body.length);
        while (scan.next()) {
            BayeuxSession session = writer.session(scan, replies);
            if (session == null) {
                continue;
            }
            String channel = scan.channel();
            if (channel.equals("/meta/connect")) {
                connect(session, scan.id());
                return;
            }
            writer.plain(scan, channel.equals("/meta/subscribe") ? Payloads.CHANNEL : "", replies);
            if (channel.equals("/meta/disconnect")) {
                session.release();
            } else if (channel.equals("/service/flood")) {
                Command flood = scan.command();
                session.promise(speakers.blocks().bayeuxBodies(flood.size()), flood.count());
                session.release();
            }
        }
        HttpInput.reply(connection, JSON, OPEN, BayeuxSession.bytes(replies), CLOSE);
    }

    private void connect(BayeuxSession session, String id) {
        boolean first = session.connect();
        if (first || session.hasPromised()) {
            answer(session, id);
            return;
        }
        int number = session.connects();
        session.hold(() -> {
            answer(session, id);
            connection.flush();
        });
        speakers.loop().after(BayeuxReplies.CONNECT_MILLIS, () -> {
            if (session.connects() == number) {
                session.release();
            }
        });
    }

    private void answer(BayeuxSession session, String id) {
        byte[] promised = session.nextPromised();
        byte[] reply = BayeuxSession.bytes(BayeuxReplies.connect(id));
        if (promised.length == 0) {
            HttpInput.reply(connection, JSON, OPEN, reply, CLOSE);
        } else {
            HttpInput.reply(connection, JSON, OPEN, promised, COMMA, reply, CLOSE);
        }
    }
}
