package dev.halley.bayeux.internal.session;

import dev.halley.HalleyException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.transport.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which server is talked to, over which transport, and what is known of the others; immutable.
 *
 * @param servers in the order in which they are tried
 * @param endpoint the one in use
 * @param excluded what failed before its first success, or was fallen back from
 * @param failures why those that are excluded before the first success failed
 */
record Route(List<Server> servers, Endpoint endpoint, Set<Endpoint> excluded, List<HalleyException> failures) {
    Route {
        servers = List.copyOf(servers);
        excluded = Set.copyOf(excluded);
        failures = List.copyOf(failures);
    }

    static Route start(List<Server> servers) {
        return new Route(servers, servers.get(0).endpoints().get(0), Set.of(), List.of());
    }

    /** The server in use. */
    Server server() {
        return servers.stream()
                .filter(each -> each.endpoints().contains(endpoint))
                .findFirst()
                .orElseThrow();
    }

    /** The transports that may be used at the server in use, in order of preference. */
    List<ConnectionType> types() {
        return candidates().stream().map(Endpoint::type).toList();
    }

    private List<Endpoint> candidates() {
        return server().endpoints().stream()
                .filter(each -> !excluded.contains(each))
                .toList();
    }

    /** P05: our first preference that the server lists; empty when there is none. */
    Optional<Route> accepted(List<ConnectionType> offered) {
        return candidates().stream()
                .filter(each -> offered.contains(each.type()))
                .findFirst()
                .map(this::over);
    }

    private Route over(Endpoint next) {
        return new Route(servers, next, excluded, failures);
    }

    /** P67: before the first success what fails gives way to the next; empty when nothing is left. */
    Optional<Route> withoutThis(HalleyException failure) {
        Set<Endpoint> left = new LinkedHashSet<>(excluded);
        left.add(endpoint);
        List<HalleyException> all = new ArrayList<>(failures);
        all.add(failure);
        return servers.stream()
                .flatMap(each -> each.endpoints().stream())
                .filter(each -> !left.contains(each))
                .findFirst()
                .map(next -> new Route(servers, next, left, all));
    }
}
