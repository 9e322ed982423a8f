package dev.halley.benchmarks.server;

import dev.halley.benchmarks.Payloads;

/** Bayeux over one WebSocket. Server thread. */
final class BayeuxSocket implements FrameInput.Messages {
    private final Speakers speakers;
    private final Connection connection;
    private final BayeuxReplies writer;

    BayeuxSocket(Speakers speakers, Connection connection) {
        this.speakers = speakers;
        this.connection = connection;
        this.writer = new BayeuxReplies(speakers);
    }

    @Override
    public void binary() {
        throw new IllegalArgumentException("a binary message (expected: text)");
    }

    @Override
    public void text(byte[] bytes, int from, int to) {
        StringBuilder replies = new StringBuilder();
        Command flood = null;
        BayeuxScan scan = new BayeuxScan(bytes, from, to);
        while (scan.next()) {
            BayeuxSession session = writer.session(scan, replies);
            if (session == null) {
                continue;
            }
            String channel = scan.channel();
            if (channel.equals("/meta/connect")) {
                connect(session, scan.id());
            } else {
                writer.plain(scan, channel.equals("/meta/subscribe") ? Payloads.CHANNEL : "", replies);
                if (channel.equals("/meta/disconnect")) {
                    session.release();
                } else if (channel.equals("/service/flood")) {
                    flood = scan.command();
                }
            }
        }
        if (replies.length() > 0) {
            connection.send(Frames.frame(Frames.TEXT, BayeuxSession.bytes("[" + replies + "]")));
        }
        if (flood != null) {
            connection.feed(new Feed(speakers.blocks().bayeuxText(flood.size()), flood.count()));
        }
    }

    private void connect(BayeuxSession session, String id) {
        Runnable answer = () ->
                connection.send(Frames.frame(Frames.TEXT, BayeuxSession.bytes("[" + BayeuxReplies.connect(id) + "]")));
        if (session.connect()) {
            answer.run();
            return;
        }
        int number = session.connects();
        if (number > 2) {
            // The second follows at once.
            speakers.answered();
        }
        session.hold(answer);
        speakers.loop().after(BayeuxReplies.CONNECT_MILLIS, () -> {
            if (session.connects() == number) {
                session.release();
                connection.flush();
            }
        });
    }
}
