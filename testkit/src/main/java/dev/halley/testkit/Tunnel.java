package dev.halley.testkit;

import dev.halley.wire.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** What a proxy does with a request: sends it on, or becomes a tunnel. On the connection's threads. */
final class Tunnel {
    private static final int CONNECT_MILLIS = 10_000;
    private static final Set<String> HOP_BY_HOP = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        HOP_BY_HOP.addAll(Set.of(
                "Connection",
                "Proxy-Connection",
                "Proxy-Authorization",
                "Keep-Alive",
                "Upgrade",
                "HTTP2-Settings",
                "Transfer-Encoding",
                "Content-Length",
                "Host"));
    }

    private Tunnel() {}

    static void forward(Connection connection, Request request, ReplyWriter writer) throws IOException {
        try {
            if (request.method().equals("CONNECT")) {
                connect(connection, request);
                return;
            }
            writer.write(fetch(connection, request));
        } catch (IllegalArgumentException e) {
            writer.write(Reply.of(400).body(e + "\n"));
        }
    }

    private static void connect(Connection connection, Request request) throws IOException {
        int colon = request.target().lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("target: " + request.target() + " (expected: host:port)");
        }
        InetSocketAddress address = connection.server.resolve(
                request.target().substring(0, colon),
                Integer.parseInt(request.target().substring(colon + 1)));
        Socket target = new Socket();
        connection.attach(target);
        try {
            dial(target, address);
        } catch (IOException e) {
            connection.server.note("CONNECT " + request.target() + ": " + e);
            new ReplyWriter(connection, request).write(Reply.of(502).body(e + "\n"));
            return;
        }
        connection.write(HttpInput.ascii("HTTP/1.1 200 Connection established\r\n\r\n"));
        connection.tunnelTo(target);
        connection.server.startThread("tunnel-" + connection.number, () -> pumpBack(target, connection));
    }

    /** From the client to the target, until the client has ended. */
    static void pump(HttpInput input, Socket target) throws IOException {
        byte[] buffer = new byte[16384];
        OutputStream out = target.getOutputStream();
        for (int n = input.readSome(buffer, 0, buffer.length); n >= 0; n = input.readSome(buffer, 0, buffer.length)) {
            out.write(buffer, 0, n);
            out.flush();
        }
    }

    private static void pumpBack(Socket target, Connection connection) {
        try {
            InputStream in = target.getInputStream();
            byte[] buffer = new byte[16384];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                connection.write(Arrays.copyOf(buffer, n));
            }
            connection.end(Reply.Ending.FIN);
        } catch (IOException e) {
            connection.server.note("tunnel of connection " + connection.number + ": " + e);
            connection.end(Reply.Ending.RESET);
        }
    }

    private static Reply fetch(Connection connection, Request request) throws IOException {
        URI uri = URI.create(request.target());
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("target: " + uri + " (expected: an absolute http URL)");
        }
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        Socket target = new Socket();
        try (target) {
            connection.attach(target);
            dial(target, connection.server.resolve(uri.getHost(), port));
            return exchange(target, request, uri);
        } catch (IOException e) {
            connection.server.note("forward of " + request + ": " + e);
            return Reply.of(502).body(e + "\n");
        } finally {
            connection.detach(target);
        }
    }

    private static Reply exchange(Socket target, Request request, URI uri) throws IOException {
        StringBuilder head = new StringBuilder(request.method() + " " + request.localTarget() + " HTTP/1.1\r\n");
        head.append("Host: ").append(uri.getRawAuthority()).append("\r\nConnection: close\r\n");
        byte[] body = request.body();
        if (body.length > 0 || request.method().equals("POST")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        request.headers().forEach((name, value) -> {
            if (!HOP_BY_HOP.contains(name)) {
                head.append(name).append(": ").append(value).append("\r\n");
            }
        });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HttpInput.ascii(head.append("\r\n").toString()));
        bytes.writeBytes(body);
        target.getOutputStream().write(bytes.toByteArray());
        HttpInput in = new HttpInput(target.getInputStream());
        int status = Integer.parseInt(in.readLine().split(" ", 3)[1]);
        Headers headers = in.readHeaders();
        boolean framed =
                HttpInput.isChunked(headers) || headers.first("Content-Length").isPresent();
        boolean bodiless = request.method().equals("HEAD") || status == 204 || status == 304;
        byte[] answer = bodiless ? new byte[0] : framed ? in.readBody(headers) : in.readToEnd();
        Reply[] reply = {Reply.of(status).body(answer)};
        headers.forEach((name, value) -> {
            if (!HOP_BY_HOP.contains(name)) {
                reply[0] = reply[0].addHeader(name, value);
            }
        });
        return reply[0];
    }

    private static void dial(Socket target, InetSocketAddress address) throws IOException {
        target.connect(address, CONNECT_MILLIS);
        target.setTcpNoDelay(true);
    }
}
