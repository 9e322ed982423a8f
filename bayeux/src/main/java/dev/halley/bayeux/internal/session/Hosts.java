package dev.halley.bayeux.internal.session;

import dev.halley.internal.machine.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * P30: the servers that {@code advice.hosts} names. Nobody is followed to a host that the application did not name:
 * credentials would go along. Pure.
 *
 * @param servers the allowed ones, in the advice's order
 * @param refused the names of the others
 */
record Hosts(List<Server> servers, List<String> refused) {
    /** More than any cluster names; the rest of a longer list is not looked at. */
    private static final int MOST = 50;

    static Hosts of(List<String> advised, SessionRules rules) {
        List<Server> servers = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (String name : advised.subList(0, Math.min(MOST, advised.size()))) {
            String host = name.strip().toLowerCase(Locale.ROOT);
            Optional<Server> named = rules.servers().stream()
                    .filter(each -> each.isNamed(host))
                    .findFirst()
                    .or(() -> isAllowed(host, rules) ? at(rules, host) : Optional.empty());
            if (named.isEmpty()) {
                refused.add(name);
            } else if (!servers.contains(named.get())) {
                servers.add(named.get());
            }
        }
        return new Hosts(servers, refused);
    }

    /** The same state, with the advised servers as the first ones. */
    SessionState lead(SessionState state, SessionRules rules) {
        return servers.isEmpty()
                ? state
                : state.change().route(state.route().preferring(servers, rules)).done();
    }

    /** The same, and the application hears which hosts were not followed. */
    Transition<SessionState, SessionEffect> refusing(Transition<SessionState, SessionEffect> then) {
        List<SessionEffect> effects = new ArrayList<>(then.effects());
        refused.forEach(host -> effects.add(new SessionEffect.RefuseHost(host)));
        return new Transition<>(then.next(), effects);
    }

    private static boolean isAllowed(String host, SessionRules rules) {
        return rules.allowedHosts().contains(host)
                || rules.allowedHosts().contains(host.replaceFirst(":\\d+$", "")) && !host.startsWith("[");
    }

    private static Optional<Server> at(SessionRules rules, String host) {
        try {
            return Optional.of(rules.servers().get(0).at(host));
        } catch (IllegalArgumentException notAHost) {
            return Optional.empty();
        }
    }
}
