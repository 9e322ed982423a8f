package dev.halley.benchmarks.server;

import dev.halley.benchmarks.Payloads;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Prepares what floods repeat, once for each kind. Server thread. */
final class Blocks {
    private final Map<String, Feed.Block> frames = new HashMap<>();
    private final Map<String, byte[][]> bodies = new HashMap<>();

    Feed.Block socketIoText(int size) {
        return frames.computeIfAbsent(
                "socketio-text-" + size, key -> block(size, i -> new byte[][] {socketIo(i, size)}));
    }

    Feed.Block socketIoBinary(int size) {
        String placeholder = "{\"_placeholder\":true,\"num\":0}";
        byte[] attachment = Payloads.text(size).getBytes(StandardCharsets.US_ASCII);
        return frames.computeIfAbsent(
                "socketio-binary-" + size,
                key -> block(size, i -> new byte[][] {
                    bytes("451-[\"" + Payloads.EVENT + "\"," + i + "," + placeholder + "]"), attachment
                }));
    }

    Feed.Block bayeuxText(int size) {
        return frames.computeIfAbsent(
                "bayeux-text-" + size, key -> block(size, i -> new byte[][] {bytes("[" + bayeux(i, size) + "]")}));
    }

    /** Answers to polls, each with {@link Payloads#BATCH} packets. */
    byte[][] socketIoBodies(int size) {
        return bodies.computeIfAbsent(
                "socketio-" + size,
                key -> bodies(size, '\u001e', i -> new String(socketIo(i, size), StandardCharsets.US_ASCII)));
    }

    /** The messages of a reply without the brackets around them. */
    byte[][] bayeuxBodies(int size) {
        return bodies.computeIfAbsent("bayeux-" + size, key -> bodies(size, ',', i -> bayeux(i, size)));
    }

    private static byte[] socketIo(int number, int size) {
        return bytes("42[\"" + Payloads.EVENT + "\"," + data(number, size) + "]");
    }

    private static String bayeux(int number, int size) {
        return "{\"data\":" + data(number, size) + ",\"channel\":\"" + Payloads.CHANNEL + "\"}";
    }

    private static String data(int number, int size) {
        return "{\"id\":" + number + ",\"text\":\"" + Payloads.text(size) + "\"}";
    }

    /** The first part of each message is text, a second one is binary. */
    private static Feed.Block block(int size, IntFunction<byte[][]> message) {
        int count = Payloads.blockCount(size);
        int[] ends = new int[count];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            byte[][] parts = message.apply(i);
            Frames.write(out, Frames.TEXT, parts[0]);
            if (parts.length > 1) {
                Frames.write(out, Frames.BINARY, parts[1]);
            }
            ends[i] = out.size();
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(out.size());
        bytes.put(out.toByteArray()).flip();
        return new Feed.Block(bytes.asReadOnlyBuffer(), ends);
    }

    private static byte[][] bodies(int size, char separator, IntFunction<String> message) {
        byte[][] all = new byte[Payloads.blockCount(size) / Payloads.BATCH][];
        for (int body = 0; body < all.length; body++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < Payloads.BATCH; i++) {
                if (i > 0) {
                    text.append(separator);
                }
                text.append(message.apply(body * Payloads.BATCH + i));
            }
            all[body] = bytes(text.toString());
        }
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
