package dev.halley.internal.http;

/** Reads a gzip member's header (RFC 1952 §2.3) byte by byte. One thread at a time. */
final class GzipHeader {
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private int position;
    private int flags;
    private int extraPosition;
    private int extraLength;
    private int crcLeft = 2;

    /** How far it is. */
    enum Progress {
        MORE,
        COMPLETE,
        INVALID
    }

    Progress take(int next) {
        int at = position++;
        if (at < 10) {
            return fixed(at, next);
        }
        if ((flags & EXTRA) != 0) {
            extra(next);
        } else if ((flags & NAME) != 0) {
            flags &= next == 0 ? ~NAME : ~0;
        } else if ((flags & COMMENT) != 0) {
            flags &= next == 0 ? ~COMMENT : ~0;
        } else if (--crcLeft == 0) {
            flags &= ~HEADER_CRC;
        }
        return progress();
    }

    private Progress fixed(int at, int next) {
        boolean valid = at == 0 ? next == 0x1f : at == 1 ? next == 0x8b : at != 2 || next == 8;
        if (at == 3) {
            flags = next & ~1;
            valid = (next & RESERVED) == 0;
        }
        return !valid ? Progress.INVALID : at == 9 ? progress() : Progress.MORE;
    }

    private Progress progress() {
        return flags == 0 ? Progress.COMPLETE : Progress.MORE;
    }

    /** Two bytes of length, least significant first, then that many. */
    private void extra(int next) {
        if (extraPosition < 2) {
            extraLength |= next << 8 * extraPosition;
        }
        if (++extraPosition >= 2 && extraPosition == 2 + extraLength) {
            flags &= ~EXTRA;
        }
    }
}
