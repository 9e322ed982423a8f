package dev.halley.cli.server;

import io.socket.engineio.server.EngineIoServer;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Brings polling requests to the Engine.IO server, on Jetty's threads. */
final class EngineServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient EngineIoServer engine;
    private final transient EngineTurns turns;
    private final int maxBody;

    EngineServlet(EngineIoServer engine, EngineTurns turns, int maxBody) {
        this.engine = engine;
        this.turns = turns;
        this.maxBody = maxBody;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getQueryString() == null) {
            // The Engine.IO server has no answer to this one.
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            response.setContentType("application/json");
            response.getWriter().write("{\"code\":0,\"message\":\"Transport unknown\"}");
            return;
        }
        byte[] body = request.getInputStream().readNBytes(maxBody + 1);
        if (body.length > maxBody) {
            response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        turns.take(request.getParameter("sid"), () -> engine.handleRequest(new WholeRequest(request, body), response));
    }

    /** A request whose body can be read in one go, which is how the Engine.IO server reads. */
    private static final class WholeRequest extends HttpServletRequestWrapper {
        private final byte[] body;

        WholeRequest(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public int getContentLength() {
            return body.length;
        }

        @Override
        public ServletInputStream getInputStream() {
            return new Body(body);
        }
    }

    private static final class Body extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Body(byte[] body) {
            bytes = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body has been read already");
        }
    }
}
