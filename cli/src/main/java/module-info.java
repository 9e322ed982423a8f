/**
 * The {@code halley} command and the servers that it can start.
 *
 * @provides java.lang.System.LoggerFinder to keep logs off standard error
 */
module dev.halley.cli {
    requires static org.jspecify;
    requires dev.halley.bayeux;
    requires dev.halley.parser.msgpack;
    requires dev.halley.socketio;
    requires engine.io.server;
    requires info.picocli;
    requires jakarta.servlet;
    requires org.cometd.server;
    requires org.cometd.server.http.jakarta;
    requires org.cometd.server.websocket.jetty;
    requires org.eclipse.jetty.ee10.servlet;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.websocket.server;
    requires org.json;
    requires socket.io.server;

    opens dev.halley.cli to
            info.picocli;

    provides System.LoggerFinder with
            dev.halley.cli.QuietLoggers;
}
