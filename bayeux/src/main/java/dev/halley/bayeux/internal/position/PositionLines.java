package dev.halley.bayeux.internal.position;

import dev.halley.internal.json.JsonText;
import dev.halley.internal.json.JsonValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a {@link PositionLog}. Any thread.
 *
 * @param positions the last whole line of each channel
 * @param length how many bytes were read
 * @param lines how many whole lines there were
 * @param torn whether something in it was not a whole line
 */
record PositionLines(Map<String, Long> positions, long length, long lines, boolean torn) {
    private static final int CHECKSUM = 8;

    static ByteBuffer line(String channel, long position) {
        StringBuilder rest = new StringBuilder().append(position).append(' ');
        JsonText.quote(rest, channel);
        byte[] bytes = rest.toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap((checksum(bytes, 0, bytes.length) + " " + rest + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String checksum(byte[] bytes, int from, int to) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, to - from);
        return String.format("%08x", crc.getValue());
    }

    static PositionLines read(byte[] bytes) {
        Map<String, Long> positions = new LinkedHashMap<>();
        boolean torn = false;
        long lines = 0;
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                boolean whole = read(bytes, start, i, positions);
                lines += whole ? 1 : 0;
                torn |= !whole;
                start = i + 1;
            }
        }
        return new PositionLines(positions, bytes.length, lines, torn || start < bytes.length);
    }

    private static boolean read(byte[] bytes, int start, int end, Map<String, Long> positions) {
        int rest = start + CHECKSUM + 1;
        if (rest >= end
                || bytes[rest - 1] != ' '
                || !checksum(bytes, rest, end).equals(text(bytes, start, start + CHECKSUM))) {
            return false;
        }
        String line = text(bytes, rest, end);
        int space = line.indexOf(' ');
        String channel = space < 0 ? null : channel(line.substring(space + 1));
        if (channel == null) {
            return false;
        }
        positions.put(channel, Long.parseLong(line.substring(0, space)));
        return true;
    }

    private static @Nullable String channel(String quoted) {
        return JsonValues.parse(quoted) instanceof String channel ? channel : null;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
