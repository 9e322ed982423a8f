package dev.halley.testkit.internal;

import dev.halley.wire.Headers;
import dev.halley.wire.WebSocketLink;
import dev.halley.wire.WebSocketListener;
import dev.halley.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One WebSocket, as the wire shows it: everything is asked for. */
public class RecordedSocket implements WebSocketListener {
    public final List<String> texts = new ArrayList<>();
    public final List<byte[]> binaries = new ArrayList<>();
    public WireException failure;
    public int closeCode;
    public WebSocketLink link;
    private final StringBuilder part = new StringBuilder();

    @Override
    public final void onOpen(WebSocketLink link, Headers headers) {
        this.link = link;
        link.request(Long.MAX_VALUE);
    }

    @Override
    public final void onText(CharSequence text, boolean last) {
        part.append(text);
        if (last) {
            texts.add(part.toString());
            part.setLength(0);
        }
    }

    @Override
    public final void onBinary(ByteBuffer bytes, boolean last) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        binaries.add(copy);
    }

    @Override
    public final void onPing() {}

    @Override
    public final void onPong() {}

    @Override
    public final void onReadComplete() {}

    @Override
    public final void onClose(int code, String reason) {
        closeCode = code;
    }

    @Override
    public final void onFailure(WireException failure) {
        this.failure = failure;
    }

    /** The text of a message whose end has not come. */
    public final String unfinished() {
        return part.toString();
    }
}
