package dev.halley.cli.server;

import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;

/**
 * Answers a message on the echo channel with its own data. The answer has the form of a CometD remote call's: the
 * request's id and {@code "successful":true}, so that every client's call finds it. Runs on the server's threads.
 */
final class EchoService implements ServerChannel.MessageListener {
    private final BayeuxServer bayeux;

    private EchoService(BayeuxServer bayeux) {
        this.bayeux = bayeux;
    }

    static void install(BayeuxServer bayeux) {
        bayeux.createChannelIfAbsent(EmbeddedServer.ECHO, channel -> {
            // The server forgets a channel without subscribers otherwise, and its listener with it.
            channel.setPersistent(true);
            channel.addListener(new EchoService(bayeux));
        });
    }

    @Override
    public boolean onMessage(ServerSession from, ServerChannel channel, ServerMessage.Mutable message) {
        ServerMessage.Mutable answer = bayeux.newMessage();
        answer.setChannel(EmbeddedServer.ECHO);
        answer.setId(message.getId());
        answer.setSuccessful(true);
        answer.setData(message.getData());
        from.deliver(null, answer, Promise.noop());
        return true;
    }
}
