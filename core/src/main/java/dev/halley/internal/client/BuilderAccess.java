package dev.halley.internal.client;

import dev.halley.ClientBuilder;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The way from a builder to its options that needs no public method, set when the class of builders is initialised. */
public final class BuilderAccess {
    private static volatile @Nullable Function<ClientBuilder<?>, ClientOptions> access;

    private BuilderAccess() {}

    /** For {@link ClientBuilder} alone. */
    public static void set(Function<ClientBuilder<?>, ClientOptions> way) {
        access = way;
    }

    /** The options themselves: a change is one of the builder. */
    public static ClientOptions options(ClientBuilder<?> builder) {
        return Objects.requireNonNull(access, "access").apply(builder);
    }
}
