package dev.halley.bayeux;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how the server's clock differs from this machine's, from what CometD's timesync extension adds to the replies
 * to handshake and connect. The server has to have that extension, and it answers only until both agree well enough.
 * Values are running averages in which the latest measurement counts half. For one client; thread-safe.
 */
public final class TimesyncExtension implements MessageExtension {
    private final TimeSource time;
    private volatile @Nullable Measured measured;

    /** Milliseconds. */
    private record Measured(long lag, long offset) {}

    /** With the machine's clock. */
    public TimesyncExtension() {
        this(Kernel.shared().time());
    }

    TimesyncExtension(TimeSource time) {
        this.time = time;
    }

    /**
     * Whether the server has answered at least once.
     *
     * @return false until then; the other values are zero, or this machine's own, as long
     */
    public boolean isSynchronized() {
        return measured != null;
    }

    /**
     * How long a message takes in one direction.
     *
     * @return half of a round trip without the server's own time, in milliseconds
     */
    public Duration lag() {
        Measured now = measured;
        return Duration.ofMillis(now == null ? 0 : now.lag);
    }

    /**
     * How far the server's clock is ahead of this machine's.
     *
     * @return the difference in milliseconds; negative when it is behind
     */
    public Duration offset() {
        Measured now = measured;
        return Duration.ofMillis(now == null ? 0 : now.offset);
    }

    /**
     * What the server's clock shows now, as far as is known.
     *
     * @return this machine's time and the offset
     */
    public Instant serverTime() {
        return time.now().plus(offset());
    }

    @Override
    public boolean send(ExtensionMessage message) {
        if (message.channel().startsWith("/meta/")) {
            Measured now = measured;
            Map<String, @Nullable Object> sync = new LinkedHashMap<>();
            sync.put("tc", time.now().toEpochMilli());
            sync.put("l", now == null ? 0 : now.lag);
            sync.put("o", now == null ? 0 : now.offset);
            message.ext().put("timesync", sync);
        }
        return true;
    }

    @Override
    public boolean receive(ExtensionMessage message) {
        if (message.channel().startsWith("/meta/")
                && message.get("ext") instanceof Map<?, ?> ext
                && ext.get("timesync") instanceof Map<?, ?> sync
                && sync.get("tc") instanceof Number sent
                && sync.get("ts") instanceof Number served
                && sync.get("p") instanceof Number spent) {
            long lag = (time.now().toEpochMilli() - sent.longValue() - spent.longValue()) / 2;
            // a clock that was set meanwhile measures nothing
            if (lag >= 0) {
                measure(lag, served.longValue() - sent.longValue() - lag);
            }
        }
        return true;
    }

    private void measure(long lag, long offset) {
        Measured before = measured;
        measured = before == null
                ? new Measured(lag, offset)
                : new Measured((before.lag + lag) / 2, (before.offset + offset) / 2);
    }
}
