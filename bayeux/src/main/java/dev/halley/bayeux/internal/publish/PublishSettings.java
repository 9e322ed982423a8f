package dev.halley.bayeux.internal.publish;

import dev.halley.bayeux.PublishOptions;
import java.time.Duration;

/**
 * What the application configured for publishing.
 *
 * @param defaults the options of a publish without its own
 * @param maxOfflineCount how many messages may wait for a connection
 * @param autoBatchCount how many messages are gathered at most; 1 for no gathering
 * @param autoBatchDelay how long the first one waits for others
 * @param maxBatchSize how many bytes of JSON go into one request or frame
 * @param maxMessageSize how many characters of JSON one payload may have
 */
public record PublishSettings(
        PublishOptions defaults,
        int maxOfflineCount,
        int autoBatchCount,
        Duration autoBatchDelay,
        int maxBatchSize,
        int maxMessageSize) {
    /** What a builder begins with. */
    public static final PublishSettings DEFAULT =
            new PublishSettings(PublishOptions.defaults(), 1000, 1, Duration.ZERO, 24_000, 1 << 20);

    public PublishSettings defaults(PublishOptions options) {
        return new PublishSettings(
                options, maxOfflineCount, autoBatchCount, autoBatchDelay, maxBatchSize, maxMessageSize);
    }

    public PublishSettings maxOfflineCount(int count) {
        return new PublishSettings(defaults, count, autoBatchCount, autoBatchDelay, maxBatchSize, maxMessageSize);
    }

    public PublishSettings autoBatch(int count, Duration delay) {
        return new PublishSettings(defaults, maxOfflineCount, count, delay, maxBatchSize, maxMessageSize);
    }

    public PublishSettings maxBatchSize(int bytes) {
        return new PublishSettings(defaults, maxOfflineCount, autoBatchCount, autoBatchDelay, bytes, maxMessageSize);
    }

    public PublishSettings maxMessageSize(int characters) {
        return new PublishSettings(defaults, maxOfflineCount, autoBatchCount, autoBatchDelay, maxBatchSize, characters);
    }

    /** Whether publishes wait for others. */
    boolean gathers() {
        return autoBatchCount > 1;
    }
}
