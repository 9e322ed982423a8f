package dev.halley.bayeux;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An access token.
 *
 * @param value the token itself, without the word {@code Bearer}; a secret
 * @param expiresAt when it expires; null when nobody said
 */
public record Token(String value, @Nullable Instant expiresAt) {
    /**
     * A token.
     *
     * @param value the token itself, without the word {@code Bearer}; a secret
     * @param expiresAt when it expires; null when nobody said
     * @throws IllegalArgumentException if the value is empty, or has a blank or a control character
     */
    public Token {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("value: " + (value.isEmpty() ? "is empty" : "has a blank or line break")
                    + " (expected: one word; the token is not shown)");
        }
    }

    /**
     * A token that is good until the server refuses it.
     *
     * @param value the token itself, without the word {@code Bearer}; a secret
     */
    public Token(String value) {
        this(value, null);
    }

    /** The token is masked. */
    @Override
    public String toString() {
        return "Token[***" + (expiresAt == null ? "" : ", expiresAt=" + expiresAt) + "]";
    }
}
