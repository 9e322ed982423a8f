package dev.halley.testkit.bayeux;

import dev.halley.wire.Headers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who may come in. Guarded by the server's lock. */
final class Tokens {
    private static final String SCHEME = "Bearer ";

    private final Set<String> accepted = new HashSet<>();
    private final Map<String, Integer> requests = new HashMap<>();
    private @Nullable Predicate<? super String> required;

    /** What a request's token is worth. */
    enum Verdict {
        GOOD,
        MISSING,
        REFUSED
    }

    void require(Predicate<? super String> check) {
        required = check;
    }

    void accept(String token) {
        accepted.add(token);
        if (required == null) {
            required = accepted::contains;
        }
    }

    void revoke() {
        accepted.clear();
        required = accepted::contains;
    }

    void count(Headers headers) {
        token(headers).ifPresent(token -> requests.merge(token, 1, Integer::sum));
    }

    int requests(String token) {
        return requests.getOrDefault(token, 0);
    }

    Verdict check(Headers headers) {
        Predicate<? super String> check = required;
        if (check == null) {
            return Verdict.GOOD;
        }
        return token(headers)
                .map(token -> check.test(token) ? Verdict.GOOD : Verdict.REFUSED)
                .orElse(Verdict.MISSING);
    }

    private static Optional<String> token(Headers headers) {
        return headers.first("Authorization")
                .filter(value -> value.startsWith(SCHEME))
                .map(value -> value.substring(SCHEME.length()));
    }
}
