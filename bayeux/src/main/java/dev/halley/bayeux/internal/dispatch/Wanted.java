package dev.halley.bayeux.internal.dispatch;

import dev.halley.bayeux.ChannelTemplate;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.Ext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the application asks to be subscribed to. Immutable; any thread.
 *
 * @param channel what the server is asked for
 * @param template what a message's channel must match, or null
 * @param handler null for the client's one stream
 * @param replayFrom the position from which a new subscription begins, or null
 * @param idleAfter how long it may be silent before that is said, or null
 * @param ext what goes with the request
 */
public record Wanted(
        String channel,
        @Nullable ChannelTemplate template,
        @Nullable MessageHandler handler,
        @Nullable Long replayFrom,
        @Nullable Duration idleAfter,
        Ext ext) {
    /** For a subscription to a channel, pattern or template. */
    public static Wanted subscription(String name) {
        return Channels.isTemplate(name) ? of(ChannelTemplate.of(name)) : channel(Channels.forSubscribe(name));
    }

    /** For a listener, of meta channels too. */
    public static Wanted listening(String name) {
        return Channels.isTemplate(name) ? of(ChannelTemplate.of(name)) : channel(Channels.forListener(name));
    }

    public static Wanted of(ChannelTemplate template) {
        return new Wanted(template.pattern(), template, null, null, null, Ext.NONE);
    }

    private static Wanted channel(String valid) {
        return new Wanted(valid, null, null, null, null, Ext.NONE);
    }

    /** The application's name for it: the template, or the channel. */
    public String name() {
        return template == null ? channel : template.toString();
    }

    /** The pattern of a template covers more than the template. */
    boolean takes(String received) {
        return template == null || template.matches(received);
    }

    public Wanted with(MessageHandler other) {
        return new Wanted(channel, template, other, replayFrom, idleAfter, ext);
    }

    public Wanted with(Long position) {
        return new Wanted(channel, template, handler, position, idleAfter, ext);
    }

    public Wanted with(Duration idle) {
        return new Wanted(channel, template, handler, replayFrom, idle, ext);
    }

    public Wanted with(Ext more) {
        return new Wanted(channel, template, handler, replayFrom, idleAfter, ext.plus(more));
    }

    /** Without the handler and the values of ext: one may hold, the other be a secret. */
    @Override
    public String toString() {
        return name();
    }
}
