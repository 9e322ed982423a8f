package dev.halley.bayeux.internal.session;

import dev.halley.HalleyException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.transport.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which server is talked to, over which transport, and what is known of the others; immutable.
 *
 * @param servers in the order in which they are tried
 * @param endpoint the one in use
 * @param excluded what failed before its first success, or was fallen back from
 * @param failures why those that are excluded before the first success failed
 * @param offered the transports that the server in use listed in its last handshake reply; empty before
 * @param promotion when to go back to a better transport; null when there is none
 */
record Route(
        List<Server> servers,
        Endpoint endpoint,
        Set<Endpoint> excluded,
        List<HalleyException> failures,
        List<ConnectionType> offered,
        Health health,
        @Nullable Promotion promotion) {
    /** How many failures in a row it takes to leave what has worked before. */
    static final int PATIENCE = 3;

    Route {
        servers = List.copyOf(servers);
        excluded = Set.copyOf(excluded);
        failures = List.copyOf(failures);
        offered = List.copyOf(offered);
    }

    /** P06: the first in order, for the handshake too, whichever transport it is. */
    static Route start(List<Server> servers) {
        return new Route(servers, servers.get(0).preferred(), Set.of(), List.of(), List.of(), Health.UNKNOWN, null);
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

    private Route over(Endpoint next) {
        return new Route(servers, next, excluded, failures, offered, health, promotion);
    }

    private Route with(Health now) {
        return new Route(servers, endpoint, excluded, failures, offered, now, promotion);
    }

    private Route with(@Nullable Promotion next) {
        return new Route(servers, endpoint, excluded, failures, offered, health, next);
    }

    private static Set<Endpoint> plus(Set<Endpoint> some, Endpoint one) {
        Set<Endpoint> all = new LinkedHashSet<>(some);
        all.add(one);
        return all;
    }

    private static Set<Endpoint> minus(Set<Endpoint> some, List<Endpoint> others) {
        Set<Endpoint> left = new LinkedHashSet<>(some);
        left.removeAll(others);
        return left;
    }

    /** P05: our first preference that the server lists; empty when there is none. */
    Optional<Route> accepted(List<ConnectionType> listed) {
        return candidates().stream()
                .filter(each -> listed.contains(each.type()))
                .findFirst()
                .map(chosen -> new Route(servers, chosen, excluded, failures, listed, health, promotion));
    }

    /** P67: before the first success what fails gives way to the next; empty when nothing is left. */
    Optional<Route> withoutThis(HalleyException failure) {
        return without(failure, List.of(endpoint));
    }

    /** The same for all transports of the server in use. */
    Optional<Route> withoutThisServer(HalleyException failure) {
        return without(failure, server().endpoints());
    }

    private Optional<Route> without(HalleyException failure, List<Endpoint> failed) {
        Set<Endpoint> left = new LinkedHashSet<>(excluded);
        left.addAll(failed);
        List<HalleyException> all = new ArrayList<>(failures);
        all.add(failure);
        return servers.stream()
                .flatMap(each -> each.endpoints().stream())
                .filter(each -> !left.contains(each))
                .findFirst()
                .map(next -> new Route(servers, next, left, all, List.of(), health, null));
    }

    /** Messages flow: what failed here before is forgotten, and a better transport may be tried later. */
    Route connected(long now, @Nullable Duration firstPromotion) {
        Route healthy =
                new Route(servers, endpoint, excluded, List.of(), offered, health.connected(server()), promotion);
        if (firstPromotion == null || better().isEmpty()) {
            return healthy.with((Promotion) null);
        }
        return promotion != null ? healthy : healthy.with(Promotion.after(firstPromotion, now));
    }

    /** The transport that is preferred to the one in use, if the server offers one. */
    Optional<Endpoint> better() {
        List<Endpoint> all = server().endpoints();
        return all.subList(0, all.indexOf(endpoint)).stream()
                .filter(each -> offered.contains(each.type()))
                .findFirst();
    }

    boolean isPromotionDue(long now) {
        return promotion != null && promotion.isDue(now) && better().isPresent();
    }

    Route promoted() {
        Endpoint better = better().orElse(endpoint);
        return new Route(servers, better, minus(excluded, List.of(better)), failures, offered, health, null);
    }

    Route promotionFailed(long now) {
        return promotion == null ? this : with(promotion.failed(now));
    }

    /**
     * P67, after the first success: a WebSocket that fails {@value #PATIENCE} times in a row gives way to another
     * transport of the same server, and a server that does so to the healthiest other one. What has not worked since it
     * was chosen gets one chance.
     */
    Route failed(Trouble trouble, long now) {
        if (trouble == Trouble.AUTHENTICATION) {
            return this;
        }
        boolean socket = endpoint.type() == ConnectionType.WEBSOCKET && trouble == Trouble.BROKEN;
        Route after = with(health.failed(server(), socket, now));
        int patience = health.proven() ? PATIENCE : 1;
        if (socket && after.health.socketFailures() >= patience) {
            Optional<Endpoint> fallback = candidates().stream()
                    .filter(each -> !each.equals(endpoint))
                    .filter(each -> offered.isEmpty() || offered.contains(each.type()))
                    .findFirst();
            if (fallback.isPresent()) {
                return new Route(
                        servers, fallback.get(), plus(excluded, endpoint), failures, offered, after.health, null);
            }
        }
        return after.health.failures() >= patience ? after.elsewhere() : after;
    }

    private Route elsewhere() {
        Server here = server();
        return health.healthiest(
                        servers.stream().filter(each -> !each.equals(here)).toList())
                .map(this::to)
                .orElse(this);
    }

    private Route to(Server next) {
        return new Route(
                servers,
                next.preferred(),
                minus(excluded, next.endpoints()),
                failures,
                List.of(),
                health.moved(),
                null);
    }

    /** P30: the advised servers come first from now on, in place of those advised before. */
    Route preferring(List<Server> advised, SessionRules rules) {
        Set<Server> all = new LinkedHashSet<>(advised);
        all.addAll(rules.servers());
        all.add(server());
        return new Route(List.copyOf(all), endpoint, excluded, failures, offered, health, promotion);
    }

    /** The first server, wherever the client is now. */
    Route toFirst() {
        Server first = servers.get(0);
        return first.equals(server()) ? this : to(first);
    }

    /** Where a former session was; the servers themselves when it was at none of these. */
    Route at(Endpoint former) {
        return servers.stream().anyMatch(each -> each.endpoints().contains(former)) ? over(former) : this;
    }
}
