package dev.halley.benchmarks.subject;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The limit: a blocking read, frames cut apart, a String made of each, and nothing understood but the number. Shows too that
 * the server is not what limits the others.
 */
final class BareSocket implements Client {
    private final SocketChannel channel;
    private final Receiver receiver;
    private final boolean bayeux;
    private final int prefix;

    private BareSocket(SocketChannel channel, Receiver receiver, boolean bayeux) {
        this.channel = channel;
        this.receiver = receiver;
        this.bayeux = bayeux;
        this.prefix = (bayeux ? "[{\"data\":{\"id\":" : "42[\"msg\",{\"id\":").length();
    }

    static Factory factory(Settings settings) {
        return receiver -> {
            SocketChannel channel = SocketChannel.open(
                    new InetSocketAddress(InetAddress.getByName("127.0.0.1"), settings.number("port")));
            BareSocket client = new BareSocket(channel, receiver, settings.isBayeux());
            client.open();
            return client;
        };
    }

    private void open() throws IOException {
        String target = bayeux ? "/cometd" : "/socket.io/?EIO=4&transport=websocket";
        write(ByteBuffer.wrap(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII)));
        readUntil("\r\n\r\n");
        if (bayeux) {
            text("[{\"channel\":\"/meta/handshake\",\"id\":\"1\",\"version\":\"1.0\"}]");
            String reply = readUntil("]");
            int at = reply.indexOf("\"clientId\":\"") + 12;
            clientId = reply.substring(at, reply.indexOf('"', at));
        } else {
            text("40");
            readUntil("40{");
        }
    }

    private String clientId = "";

    private String readUntil(String mark) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        while (true) {
            if (channel.read(bytes) < 0) {
                throw new IOException("the server closed the connection");
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
            if (text.contains(mark)) {
                return text;
            }
        }
    }

    /** Masked with zeros. */
    private void text(String message) throws IOException {
        byte[] payload = message.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        frame.put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        write(frame.putInt(0).put(payload).flip());
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void flood(long count, int size, boolean binary) throws IOException {
        String request = "{\"count\":" + count + ",\"size\":" + size + ",\"binary\":0}";
        if (bayeux) {
            text("[{\"channel\":\"/service/flood\",\"id\":\"2\",\"clientId\":\"" + clientId + "\",\"data\":" + request
                    + "}]");
        } else {
            text("42[\"flood\"," + request + "]");
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(128 * 1024);
        byte[] bytes = new byte[256 * 1024];
        int length = 0;
        long left = count;
        while (left > 0) {
            direct.clear();
            int read = channel.read(direct);
            if (read < 0) {
                throw new IOException("the server closed the connection");
            }
            if (bytes.length < length + read) {
                bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            }
            direct.flip().get(bytes, length, read);
            length += read;
            int at = 0;
            while (true) {
                int end = frame(bytes, at, length);
                if (end < 0) {
                    break;
                }
                if (counted) {
                    left--;
                }
                at = end;
            }
            System.arraycopy(bytes, at, bytes, 0, length - at);
            length -= at;
        }
    }

    private boolean counted;

    /** Where the frame ends, or -1 if it is not there yet. */
    private int frame(byte[] bytes, int at, int to) {
        if (to - at < 10) {
            // No frame here is as short as the longest head.
            return to - at >= 3 && (bytes[at + 1] & 0x7F) == 1 ? pingOrShort(at) : -1;
        }
        int length = bytes[at + 1] & 0x7F;
        int from = at + 2;
        if (length == 126) {
            length = (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
            from = at + 4;
        } else if (length == 1) {
            return pingOrShort(at);
        }
        if (to - from < length) {
            return -1;
        }
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        counted = text.charAt(prefix - 1) == ':' && text.charAt(prefix - 2) == '"';
        if (counted) {
            int number = 0;
            int digit = prefix;
            while (text.charAt(digit) != ',') {
                number = 10 * number + text.charAt(digit++) - '0';
            }
            int around = bayeux ? ",\"text\":\"\"},\"channel\":\"/bench\"}]".length() : ",\"text\":\"\"}]".length();
            receiver.message(number, length - digit - around);
        }
        return from + length;
    }

    /** A heartbeat of one character. */
    private int pingOrShort(int at) {
        counted = false;
        return at + 3;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
