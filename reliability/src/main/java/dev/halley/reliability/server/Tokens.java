package dev.halley.reliability.server;

import org.cometd.bayeux.Channel;
import org.cometd.bayeux.Message;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.ServerMessageImpl;

/** One token is good at a time; whatever comes without it is answered with 401. Any thread. */
final class Tokens implements BayeuxServer.Extension {
    private volatile String good;

    Tokens(String good) {
        this.good = good;
    }

    void accept(String token) {
        good = token;
    }

    @Override
    public boolean rcvMeta(ServerSession session, ServerMessage.Mutable message) {
        return !message.getChannel().equals(Channel.META_HANDSHAKE) || isGood(message);
    }

    @Override
    public boolean sendMeta(ServerSession session, ServerMessage.Mutable message) {
        if (message.getChannel().equals(Channel.META_HANDSHAKE) && message.isSuccessful()) {
            session.addExtension(new OfSession());
        }
        return true;
    }

    private boolean isGood(ServerMessage.Mutable message) {
        if (("Bearer " + good).equals(message.getBayeuxContext().getHeader("Authorization"))) {
            return true;
        }
        ServerMessageImpl reply = (ServerMessageImpl) message.getAssociated();
        reply.setSuccessful(false);
        reply.put(Message.ERROR_FIELD, "401::Token expired");
        reply.setHandled(true);
        return false;
    }

    /**
     * Behind the one that reads acknowledgements: a connect that is refused before that acknowledges nothing, and its reply
     * brings what the client has had already, which no client can tell.
     */
    private final class OfSession implements ServerSession.Extension {
        @Override
        public boolean rcvMeta(ServerSession session, ServerMessage.Mutable message) {
            return isGood(message);
        }

        @Override
        public boolean rcv(ServerSession session, ServerMessage.Mutable message) {
            return isGood(message);
        }
    }
}
