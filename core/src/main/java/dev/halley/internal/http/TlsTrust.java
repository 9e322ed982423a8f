package dev.halley.internal.http;

import java.lang.ref.WeakReference;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which servers a client trusts: by the JVM's certificates or by a context of the application, perhaps by pins.
 * Immutable; any thread. SEC-04.
 */
public final class TlsTrust {
    /** The JVM's own. */
    public static final TlsTrust STANDARD = new TlsTrust(null, Set.of(), true);

    /** Equal trust is one context, so that its clients share an engine. Guarded by itself. */
    private static final Map<Key, WeakReference<SSLContext>> CONTEXTS = new HashMap<>();

    private final @Nullable SSLContext given;
    private final Set<Fingerprint> pins;
    private final boolean verified;

    private record Key(Set<Fingerprint> pins, boolean verified) {}

    private TlsTrust(@Nullable SSLContext given, Set<Fingerprint> pins, boolean verified) {
        this.given = given;
        this.pins = pins;
        this.verified = verified;
    }

    public TlsTrust context(SSLContext context) {
        return new TlsTrust(context, pins, verified);
    }

    /** With a context that is asked for again for each connection. */
    public TlsTrust context(Supplier<SSLContext> supplier) {
        return new TlsTrust(RenewedContext.of(supplier), pins, verified);
    }

    /**
     * With certificates that alone are accepted.
     *
     * @throws IllegalArgumentException if a text is no fingerprint
     */
    public TlsTrust pins(String... fingerprints) {
        Set<Fingerprint> all = new LinkedHashSet<>(pins);
        for (String fingerprint : fingerprints) {
            all.add(Fingerprint.parse(fingerprint));
        }
        return new TlsTrust(given, Set.copyOf(all), verified);
    }

    /** Without verification of certificate and host name; pins still count. */
    public TlsTrust unverified() {
        return new TlsTrust(given, pins, false);
    }

    /** Whether anybody may pretend to be the server. */
    public boolean trustsAnybody() {
        return !verified && pins.isEmpty();
    }

    /**
     * The context for a wire.
     *
     * @return null for the JVM's own
     * @throws IllegalStateException if a context of the application is to be combined with what it would not know of
     */
    public @Nullable SSLContext context() {
        if (verified && pins.isEmpty()) {
            return given;
        }
        if (given != null) {
            throw new IllegalStateException("sslContext: given together with "
                    + (verified ? "certificatePin" : "disableTlsVerification")
                    + " (expected: one of them; the trust manager of a context of your own can check what you like)");
        }
        Key key = new Key(pins, verified);
        synchronized (CONTEXTS) {
            CONTEXTS.values().removeIf(known -> known.get() == null);
            WeakReference<SSLContext> known = CONTEXTS.get(key);
            SSLContext context = known == null ? null : known.get();
            if (context == null) {
                context = made();
                CONTEXTS.put(key, new WeakReference<>(context));
            }
            return context;
        }
    }

    private SSLContext made() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            PinnedTrust trust = new PinnedTrust(verified ? standard() : null, pins);
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sslContext: the JVM can't make one: " + e.getMessage(), e);
        }
    }

    private static X509ExtendedTrustManager standard() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("no trust manager for X.509 certificates");
    }
}
