package dev.halley.benchmarks.server;

import java.io.ByteArrayOutputStream;

/** Reads the masked frames of a client and hands over whole messages. Server thread. */
final class FrameInput implements Connection.Input {
    private final Connection connection;
    private final Messages messages;
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream(0);
    private int partsOpcode;

    /** Takes whole messages, valid during the call. */
    interface Messages {
        void text(byte[] bytes, int from, int to);

        void binary();
    }

    FrameInput(Connection connection, Messages messages) {
        this.connection = connection;
        this.messages = messages;
    }

    @Override
    public int take(byte[] bytes, int from, int to) {
        if (to - from < 2) {
            return from;
        }
        int at = from + 2;
        long length = bytes[from + 1] & 0x7F;
        int more = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (to - at < more + 4) {
            return from;
        }
        if (more > 0) {
            length = 0;
            for (int i = 0; i < more; i++) {
                length = length << 8 | bytes[at++] & 0xFF;
            }
        }
        int mask = at;
        at += 4;
        if (to - at < length) {
            return from;
        }
        int end = at + (int) length;
        for (int i = at; i < end; i++) {
            bytes[i] ^= bytes[mask + (i - at & 3)];
        }
        frame(bytes[from] & 0xFF, bytes, at, end);
        return end;
    }

    private void frame(int first, byte[] bytes, int from, int to) {
        int opcode = first & 0x0F;
        boolean last = (first & 0x80) != 0;
        if (opcode == Frames.PING) {
            byte[] payload = new byte[to - from];
            System.arraycopy(bytes, from, payload, 0, payload.length);
            connection.send(Frames.frame(Frames.PONG, payload));
        } else if (opcode == Frames.CLOSE) {
            connection.send(Frames.frame(Frames.CLOSE, new byte[] {0x03, (byte) 0xE8}));
            connection.flush();
            connection.close();
        } else if (opcode < Frames.CLOSE && last && parts.size() == 0) {
            message(opcode, bytes, from, to);
        } else if (opcode < Frames.CLOSE) {
            if (opcode != 0) {
                partsOpcode = opcode;
            }
            parts.write(bytes, from, to - from);
            if (last) {
                byte[] whole = parts.toByteArray();
                parts.reset();
                message(partsOpcode, whole, 0, whole.length);
            }
        }
    }

    private void message(int opcode, byte[] bytes, int from, int to) {
        if (opcode == Frames.TEXT) {
            messages.text(bytes, from, to);
        } else {
            messages.binary();
        }
    }
}
