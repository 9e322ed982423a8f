package dev.halley.bayeux;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.TimeSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Adds the field {@code timestamp} to every message that is sent, meta messages included, as CometD's extension of this
 * name does: {@code Sun, 22 Nov 2026 02:04:05 GMT}. Has no state, so it may be shared by several clients.
 */
public final class TimestampExtension implements MessageExtension {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final TimeSource time;

    /** With the machine's clock. */
    public TimestampExtension() {
        this(Kernel.shared().time());
    }

    TimestampExtension(TimeSource time) {
        this.time = time;
    }

    @Override
    public boolean send(ExtensionMessage message) {
        message.put("timestamp", FORMAT.format(time.now()));
        return true;
    }
}
