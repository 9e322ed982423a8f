package dev.halley.bayeux.internal.message;

import java.util.ArrayList;
import java.util.List;

/** Channel names: what is valid (P42, P45) and which patterns match (P43). */
public final class Channels {
    public static final String HANDSHAKE = "/meta/handshake";
    public static final String CONNECT = "/meta/connect";
    public static final String DISCONNECT = "/meta/disconnect";
    public static final String SUBSCRIBE = "/meta/subscribe";
    public static final String UNSUBSCRIBE = "/meta/unsubscribe";

    private static final String META = "/meta/";
    private static final String SERVICE = "/service/";

    private Channels() {}

    public static boolean isMeta(String channel) {
        return channel.startsWith(META);
    }

    public static boolean isService(String channel) {
        return channel.startsWith(SERVICE);
    }

    /** Whether a text is meant as a template: braces are in no channel's name, but may be in a filter behind {@code ?}. */
    public static boolean isTemplate(String channel) {
        return path(channel).indexOf('{') >= 0;
    }

    /** The channel to subscribe to, a trailing slash removed. */
    public static String forSubscribe(String channel) {
        return wildcardLast(channel, valid(channel));
    }

    private static String wildcardLast(String channel, String normal) {
        String path = path(normal);
        int star = path.indexOf('*');
        boolean pattern = path.endsWith("/*") || path.endsWith("/**");
        if (star >= 0 && (!pattern || star < path.lastIndexOf('/'))) {
            throw new IllegalArgumentException(
                    "channel: '" + channel + "' (expected: a wildcard * or ** only as the whole last segment)");
        }
        return normal;
    }

    /** The channel or pattern to listen to, meta channels among them, a trailing slash removed. */
    public static String forListener(String channel) {
        return wildcardLast(channel, wellFormed(channel));
    }

    /** The channel to publish to, a trailing slash removed. */
    public static String forPublish(String channel) {
        String normal = valid(channel);
        if (normal.indexOf('*') >= 0) {
            // P52
            throw new IllegalArgumentException("channel: '" + channel + "' (expected: no wildcard in a publish)");
        }
        return normal;
    }

    /** The service channel to call, a trailing slash removed. */
    public static String forCall(String channel) {
        String normal = forPublish(channel);
        if (!isService(normal)) {
            throw new IllegalArgumentException(
                    "channel: '" + channel + "' (expected: a channel below /service/; others have no answer)");
        }
        return normal;
    }

    /** The channel of a service by its name, with or without a slash in front. */
    public static String ofService(String target) {
        return SERVICE + (target.startsWith("/") ? target.substring(1) : target);
    }

    private static String valid(String channel) {
        String normal = wellFormed(channel);
        if (isMeta(normal) || normal.equals("/meta")) {
            // P45
            throw new IllegalArgumentException("channel: '" + channel
                    + "' (expected: a broadcast or service channel; the client uses the meta channels itself)");
        }
        return normal;
    }

    private static String wellFormed(String channel) {
        String given = path(channel);
        boolean slash = given.length() > 1 && given.endsWith("/");
        String path = slash ? given.substring(0, given.length() - 1) : given;
        String normal = path + channel.substring(given.length());
        if (!path.startsWith("/") || path.length() < 2 || path.endsWith("/") || path.contains("//")) {
            throw new IllegalArgumentException("channel: '" + printable(channel)
                    + "' (expected: segments that begin with a slash, none of them empty, such as /chat/room)");
        }
        for (int i = 0; i < normal.length(); i++) {
            char c = normal.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                throw new IllegalArgumentException("channel: '" + printable(channel)
                        + "' (expected: no blank and no control character; position " + i + " has one)");
            }
        }
        return normal;
    }

    // P42: a filter in the manner of Salesforce, ?name=value, is the server's matter
    private static String path(String channel) {
        int query = channel.indexOf('?');
        return query < 0 ? channel : channel.substring(0, query);
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * All names and patterns that match a channel, most specific first: the channel, {@code /a/*}, then {@code /a/**},
     * {@code /**} (the delivery order of CometD). {@code /**} receives no meta and no service message.
     */
    public static List<String> matching(String channel) {
        List<String> names = new ArrayList<>();
        names.add(channel);
        int slash = channel.lastIndexOf('/');
        names.add(channel.substring(0, slash + 1) + "*");
        boolean broadcast = !isMeta(channel) && !isService(channel);
        for (int end = slash; end >= 0; end = end == 0 ? -1 : channel.lastIndexOf('/', end - 1)) {
            if (end > 0 || broadcast) {
                names.add(channel.substring(0, end + 1) + "**");
            }
        }
        return names;
    }
}
