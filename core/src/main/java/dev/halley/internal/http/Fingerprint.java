package dev.halley.internal.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a certificate's DER form, as {@code openssl x509 -fingerprint -sha256} shows it. Any thread. */
final class Fingerprint {
    private static final int LENGTH = 32;

    private final byte[] hash;

    private Fingerprint(byte[] hash) {
        this.hash = hash;
    }

    static Fingerprint of(X509Certificate certificate) {
        try {
            return new Fingerprint(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
            // every JVM has SHA-256, and a certificate that came over the network has its encoding
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is neither 64 hexadecimal digits, with or without colons, nor Base64
     */
    static Fingerprint parse(String text) {
        byte[] hash = decoded(text.strip());
        if (hash == null || hash.length != LENGTH) {
            throw new IllegalArgumentException("certificatePin: '" + text
                    + "' (expected: the SHA-256 of a certificate's DER form, as 64 hexadecimal digits with or without"
                    + " colons, or as Base64)");
        }
        return new Fingerprint(hash);
    }

    private static byte @Nullable [] decoded(String text) {
        try {
            String hex = text.replace(":", "");
            return hex.length() == 2 * LENGTH
                    ? HexFormat.of().parseHex(hex)
                    : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException neither) {
            return null;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fingerprint fingerprint && Arrays.equals(hash, fingerprint.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    }
}
