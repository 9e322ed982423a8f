package dev.halley.interop;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a client sent with {@code take} and {@code take bytes}: all in order and whole, or what was wrong first. Thread-safe. */
final class Booking {
    private int count;
    private String fault;

    static String text(int n) {
        return "text " + n;
    }

    static byte[] bytes(int n) {
        return new byte[] {(byte) n, (byte) (n >> 8), 0, (byte) 255};
    }

    synchronized void take(int n, Object data) {
        boolean good = data instanceof byte[] bytes ? Arrays.equals(bytes, bytes(n)) : text(n).equals(data);
        if ((n != count || !good) && fault == null) {
            fault = "expected " + count + ", got " + n + (good ? "" : " damaged: " + shown(data));
        }
        count++;
    }

    private static String shown(Object data) {
        return data instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : String.valueOf(data);
    }

    synchronized int count() {
        return count;
    }

    synchronized String fault() {
        return fault;
    }
}
