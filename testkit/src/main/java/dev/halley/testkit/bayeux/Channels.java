package dev.halley.testkit.bayeux;

/** Names and patterns of channels. Pure; any thread. */
final class Channels {
    static final String HANDSHAKE = "/meta/handshake";
    static final String CONNECT = "/meta/connect";
    static final String SUBSCRIBE = "/meta/subscribe";
    static final String UNSUBSCRIBE = "/meta/unsubscribe";
    static final String DISCONNECT = "/meta/disconnect";

    private Channels() {}

    static boolean isMeta(String channel) {
        return channel.startsWith("/meta/");
    }

    static boolean isService(String channel) {
        return channel.startsWith("/service/");
    }

    /** P42: a leading slash, no empty segment. */
    static boolean isValid(String channel) {
        return channel.startsWith("/") && !channel.endsWith("/") && !channel.contains("//");
    }

    static boolean isPattern(String channel) {
        return channel.endsWith("/*") || channel.endsWith("/**");
    }

    /** Without the filter that Salesforce allows behind a topic. */
    static String withoutFilter(String subscription) {
        int filter = subscription.indexOf('?');
        return filter < 0 ? subscription : subscription.substring(0, filter);
    }

    /** P43: one more segment for {@code *}, one or more for {@code **}; {@code /**} covers no meta and no service channel. */
    static boolean matches(String subscription, String channel) {
        String pattern = withoutFilter(subscription);
        if (pattern.equals("/**") && (isMeta(channel) || isService(channel))) {
            return false;
        }
        if (pattern.endsWith("/**")) {
            return channel.startsWith(pattern.substring(0, pattern.length() - 2))
                    && channel.length() > pattern.length() - 2;
        }
        if (pattern.endsWith("/*")) {
            String parent = pattern.substring(0, pattern.length() - 1);
            return channel.startsWith(parent)
                    && channel.length() > parent.length()
                    && channel.indexOf('/', parent.length()) < 0;
        }
        return pattern.equals(channel);
    }
}
