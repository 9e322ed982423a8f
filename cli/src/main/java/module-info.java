/** The {@code halley} command and the servers that it can start. */
module dev.halley.cli {
    requires static org.jspecify;
    requires dev.halley.bayeux;
    requires info.picocli;

    // The embedded CometD server. CometD requires Jetty's JSON parser only statically, but uses it by default.
    requires org.cometd.server;
    requires org.cometd.server.http.jakarta;
    requires org.cometd.server.websocket.jetty;
    requires org.eclipse.jetty.ee10.servlet;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util.ajax;
    requires org.eclipse.jetty.websocket.server;

    opens dev.halley.cli to
            info.picocli;
}
