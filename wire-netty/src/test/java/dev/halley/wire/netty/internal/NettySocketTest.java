package dev.halley.wire.netty.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.internal.loop.SerialContext;
import dev.halley.testkit.Frame;
import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedSocket;
import dev.halley.testkit.WebSocketScript;
import dev.halley.wire.Headers;
import dev.halley.wire.WebSocketLink;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.Wire;
import dev.halley.wire.WireException;
import dev.halley.wire.netty.NettyWire;
import dev.halley.wire.tests.RecordingListener;
import dev.halley.wire.tests.WireTest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Netty's wire does beyond what every wire does. */
class NettySocketTest extends WireTest {
    private static final String AGREED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    @BeforeEach
    void accept() {
        server.onRequest(request -> Reply.upgrade(WebSocketScript.accept().header("X-Mine", "yes")));
    }

    private ScriptedSocket peer() {
        return server.takeSocket(SOON);
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void all_headers_of_the_upgrade_are_shown_and_none_offers_compression() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        listener.link();
        assertThat(listener.headers.first("X-Mine")).contains("yes");
        assertThat(server.takeRequest(SOON).header("Sec-WebSocket-Extensions")).isEmpty();
        assertThat(wire.capabilities().compression()).isFalse();
        assertThat(wire.capabilities().coalescedWrites()).isTrue();
        assertThat(wire.capabilities().noticesEnd()).isTrue();
    }

    @Test
    void a_close_code_goes_out_as_it_is_and_a_long_reason_is_shortened() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        done(listener.link().sendClose(1009, "ü".repeat(100)));
        Frame close = peer().takeFrame(Frame.Kind.CLOSE, SOON);
        assertThat(close.closeCode()).isEqualTo(1009);
        assertThat(close.closeReason()).isEqualTo("ü".repeat(61));
        assertThatThrownBy(() -> done(listener.link().sendText("too late")))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(WireException.class);
    }

    @Test
    void messages_beyond_the_demand_wait_and_the_end_waits_behind_them() throws Exception {
        RecordingListener listener = new RecordingListener(false);
        wire.connect(socket(server.ws()), listener);
        WebSocketLink link = listener.link();
        ScriptedSocket peer = peer();
        peer.sendTexts("a", "b", "c");
        link.request(1);
        listener.expect("text a");
        peer.close();
        link.request(1);
        listener.expect("text b");
        assertThat(listener.events).isEmpty();
        link.request(1);
        listener.expect("text c");
        assertThat(listener.events).isEmpty();
        link.request(1);
        listener.expect("close 1006 ");
    }

    @Test
    void pings_that_come_while_an_answer_waits_to_be_written_are_answered_by_the_last_one() throws Exception {
        // RFC 6455 §5.5.3
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            wire.connect(
                    socket(URI.create("ws://localhost:" + listening.getLocalPort() + "/")), new RecordingListener());
            try (Socket peer = listening.accept()) {
                peer.setSoTimeout(10_000);
                upgrade(peer);
                byte[] ping = new byte[127];
                ping[0] = (byte) 0x89;
                ping[1] = 125;
                // more than the system's buffers hold
                int count = 200_000;
                ByteBuffer number = ByteBuffer.wrap(ping, 2, 4);
                OutputStream out = new BufferedOutputStream(peer.getOutputStream(), 1 << 16);
                // nothing is read meanwhile
                for (int i = 1; i <= count; i++) {
                    number.putInt(2, i);
                    out.write(ping);
                }
                out.flush();
                DataInputStream in = new DataInputStream(new BufferedInputStream(peer.getInputStream(), 1 << 16));
                int answered = 0;
                int last = 0;
                while (last < count) {
                    int pong = pong(in);
                    assertThat(pong).isGreaterThan(last);
                    last = pong;
                    answered++;
                }
                assertThat(answered).isLessThan(count);
            }
        }
    }

    private static void upgrade(Socket peer) throws Exception {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.ISO_8859_1));
        String key = "";
        for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                key = line.substring(18).strip();
            }
        }
        byte[] digest = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1));
        peer.getOutputStream()
                .write(("HTTP/1.1 101 Upgraded\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                                + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The number in a masked pong of 125 bytes. */
    private static int pong(DataInputStream in) throws Exception {
        assertThat(in.readUnsignedByte()).isEqualTo(0x8A);
        assertThat(in.readUnsignedByte()).isEqualTo(0x80 | 125);
        int mask = in.readInt();
        int number = in.readInt() ^ mask;
        in.skipNBytes(121);
        return number;
    }

    @Test
    void many_messages_given_at_once_arrive_in_order_and_a_broken_connection_fails_what_is_left() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        WebSocketLink link = listener.link();
        ScriptedSocket peer = peer();
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            sent.add(link.sendText("m" + i).toCompletableFuture());
        }
        for (int i = 0; i < 2000; i++) {
            assertThat(peer.takeText(SOON)).isEqualTo("m" + i);
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
        peer.reset();
        listener.expect("failure BROKEN");
        assertThatThrownBy(() -> done(link.sendText("x"))).hasCauseInstanceOf(WireException.class);
    }

    @Test
    void frames_of_every_length_are_read_by_the_server() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        WebSocketLink link = listener.link();
        ScriptedSocket peer = peer();
        for (int length : new int[] {0, 1, 7, 8, 9, 125, 126, 127, 65535, 65536, 200_001}) {
            String text = "ä".repeat(length / 2) + "x".repeat(length % 2);
            done(link.sendText(text));
            assertThat(peer.takeText(SOON)).isEqualTo(text);
            byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) length);
            done(link.sendBinary(ByteBuffer.wrap(bytes)));
            assertThat(peer.takeBinary(SOON)).isEqualTo(bytes);
        }
    }

    @Test
    void a_blocking_call_is_refused_on_the_wires_threads() throws Exception {
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        RecordingListener listener = new RecordingListener() {
            @Override
            public void onText(CharSequence part, boolean last) {
                assertThat(Thread.currentThread().getName()).startsWith("halley-netty-");
                try {
                    SerialContext.checkMayBlock("receive");
                    refused.complete(null);
                } catch (IllegalStateException expected) {
                    refused.complete(expected);
                }
            }
        };
        wire.connect(socket(server.ws()), listener);
        listener.link();
        peer().sendText("x");
        assertThat(done(refused)).hasMessageContaining("receive: called on the client's own context");
    }

    @Test
    void what_one_read_brought_is_completed_once() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        listener.link();
        ScriptedSocket peer = peer();
        String[] burst = new String[500];
        Arrays.fill(burst, "a message");
        peer.sendTexts(burst);
        for (String ignored : burst) {
            listener.expect("text a message");
        }
        peer.sendClose();
        listener.expect("close 1005 ");
        assertThat(listener.batches.get()).isBetween(1, 20);
    }

    @Test
    void messages_are_compressed_both_ways_where_both_sides_want_it() throws Exception {
        server.onRequest(request -> Reply.upgrade(WebSocketScript.accept().header("Sec-WebSocket-Extensions", AGREED)));
        try (Wire compressing = NettyWire.compressing(100).open(settings(null, null))) {
            assertThat(compressing.capabilities().compression()).isTrue();
            RecordingListener listener = new RecordingListener();
            compressing.connect(new WebSocketRequest(server.ws(), Headers.empty(), List.of(), true), listener);
            WebSocketLink link = listener.link();
            Request upgrade = server.takeRequest(SOON);
            assertThat(upgrade.header("Sec-WebSocket-Extensions")).contains(AGREED);
            ScriptedSocket peer = peer();
            String big = "Grüße ".repeat(20_000);
            for (int i = 0; i < 3; i++) {
                peer.sendFrames(Frame.of(Frame.Kind.TEXT, deflated(big)).reservedBits(4));
                listener.expect("text " + big);
            }
            peer.sendFrames(Frame.of(Frame.Kind.BINARY, deflated("12345")).reservedBits(4), Frame.text("plain"));
            listener.expect("binary 5 true");
            listener.expect("text plain");
            done(link.sendText(big));
            Frame frame = peer.takeFrame(Frame.Kind.TEXT, SOON);
            assertThat(frame.reservedBits()).isEqualTo(4);
            assertThat(frame.payload().length).isLessThan(2000);
            assertThat(inflated(frame.payload())).isEqualTo(big);
            done(link.sendText(big, false));
            assertThat(peer.takeFrame(Frame.Kind.TEXT, SOON).reservedBits()).isZero();
            done(link.sendText("short"));
            assertThat(peer.takeFrame(Frame.Kind.TEXT, SOON).reservedBits()).isZero();
            done(link.sendBinary(ByteBuffer.wrap(big.getBytes(StandardCharsets.UTF_8))));
            Frame binary = peer.takeFrame(Frame.Kind.BINARY, SOON);
            assertThat(binary.reservedBits()).isEqualTo(4);
            assertThat(inflated(binary.payload())).isEqualTo(big);
        }
    }

    @Test
    void an_extension_that_was_not_offered_or_not_kept_to_is_a_protocol_failure() throws Exception {
        server.onRequest(request -> Reply.upgrade(WebSocketScript.accept().header("Sec-WebSocket-Extensions", AGREED)));
        assertThat(connect(wire, server.ws()).awaitFailure())
                .hasMessageContaining("Sec-WebSocket-Extensions")
                .extracting(WireException::kind)
                .isEqualTo(WireException.Kind.PROTOCOL);
        server.onRequest(request ->
                Reply.upgrade(WebSocketScript.accept().header("Sec-WebSocket-Extensions", "permessage-deflate")));
        try (Wire compressing = NettyWire.compressing(100).open(settings(null, null))) {
            RecordingListener listener = new RecordingListener();
            compressing.connect(new WebSocketRequest(server.ws(), Headers.empty(), List.of(), true), listener);
            assertThat(listener.awaitFailure().kind()).isEqualTo(WireException.Kind.PROTOCOL);
        }
    }

    @Test
    void a_compressed_message_that_is_none_is_a_protocol_failure() throws Exception {
        server.onRequest(request -> Reply.upgrade(WebSocketScript.accept().header("Sec-WebSocket-Extensions", AGREED)));
        try (Wire compressing = NettyWire.compressing(100).open(settings(null, null))) {
            RecordingListener listener = new RecordingListener();
            compressing.connect(new WebSocketRequest(server.ws(), Headers.empty(), List.of(), true), listener);
            listener.link();
            ScriptedSocket peer = peer();
            peer.sendFrames(Frame.of(Frame.Kind.TEXT, (byte) 0xFF, (byte) 0xFF, (byte) 1)
                    .reservedBits(4));
            listener.expect("failure PROTOCOL");
            peer.awaitEnd(SOON);
        }
    }

    @Test
    void a_compressed_bomb_comes_in_parts_and_stops_with_the_socket() throws Exception {
        server.onRequest(request -> Reply.upgrade(WebSocketScript.accept().header("Sec-WebSocket-Extensions", AGREED)));
        try (Wire compressing = NettyWire.compressing(100).open(settings(null, null))) {
            long enough = 1 << 20;
            AtomicLong heard = new AtomicLong();
            AtomicLong longest = new AtomicLong();
            RecordingListener listener = new RecordingListener() {
                @Override
                public void onText(CharSequence part, boolean last) {
                    longest.accumulateAndGet(part.length(), Math::max);
                    if (heard.addAndGet(part.length()) > enough) {
                        opened.join().abort();
                    } else {
                        opened.join().request(1);
                    }
                }
            };
            compressing.connect(new WebSocketRequest(server.ws(), Headers.empty(), List.of(), true), listener);
            listener.link();
            ScriptedSocket peer = peer();
            peer.sendFrames(
                    Frame.of(Frame.Kind.TEXT, deflated("x".repeat(64 << 20))).reservedBits(4));
            peer.awaitEnd(SOON);
            assertThat(longest.get()).isPositive().isLessThanOrEqualTo(64 * 1024);
            assertThat(heard.get()).isBetween(enough, enough + longest.get());
        }
    }

    @Test
    void a_long_lived_socket_does_not_grow() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        listener.link();
        ScriptedSocket peer = peer();
        String[] burst = new String[1000];
        Arrays.fill(burst, "0123456789".repeat(10));
        long after10 = 0;
        for (int round = 0; round < 200; round++) {
            peer.sendTexts(burst);
            for (String message : burst) {
                listener.expect("text " + message);
            }
            if (round == 10) {
                after10 = Loops.ALLOCATOR.metric().usedDirectMemory();
            }
        }
        assertThat(Loops.ALLOCATOR.metric().usedDirectMemory())
                .as("bytes of the arenas after 200,000 messages")
                .isLessThanOrEqualTo(after10);
    }

    private static byte[] deflated(String text) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
        byte[] out = new byte[text.length() + 100];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, length - 4);
    }

    private static String inflated(byte[] payload) throws Exception {
        Inflater inflater = new Inflater(true);
        byte[] whole = Arrays.copyOf(payload, payload.length + 4);
        whole[payload.length + 2] = (byte) 0xFF;
        whole[payload.length + 3] = (byte) 0xFF;
        inflater.setInput(whole);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] part = new byte[4096];
        int length = inflater.inflate(part);
        while (length > 0) {
            out.write(part, 0, length);
            length = inflater.inflate(part);
        }
        inflater.end();
        return out.toString(StandardCharsets.UTF_8);
    }
}
