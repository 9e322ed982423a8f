package dev.halley.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** Makes a TLS context of PEM files, as other commands take them. Messages name the option and the file. */
final class PemFiles {
    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----(.*?)-----END [A-Z0-9 ]*PRIVATE KEY-----", Pattern.DOTALL);
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448", "DSA");

    private PemFiles() {}

    /**
     * A context.
     *
     * @param authorities certificates to trust instead of the JDK's, or null
     * @param certificate the client's own certificate with its chain, or null
     * @param key its private key; null when it stands in the certificate's file
     */
    static SSLContext context(@Nullable Path authorities, @Nullable Path certificate, @Nullable Path key) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    certificate == null
                            ? null
                            : keys(certificate, key == null ? certificate : key).getKeyManagers(),
                    authorities == null ? null : trust(authorities).getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new TypeConversionException("can't use these certificates: " + e.getMessage());
        }
    }

    private static TrustManagerFactory trust(Path authorities) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        int number = 0;
        for (Certificate authority : certificates("--cacert", authorities)) {
            store.setCertificateEntry("authority" + number++, authority);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust;
    }

    private static KeyManagerFactory keys(Path certificate, Path key) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        char[] password = new char[0];
        store.setKeyEntry(
                "client",
                privateKey(key),
                password,
                certificates("--cert", certificate).toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        return keys;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(String option, Path file) {
        Matcher blocks = CERTIFICATE.matcher(new String(read(option, file), StandardCharsets.ISO_8859_1));
        List<Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            // block by block: a key may stand in the same file
            while (blocks.find()) {
                byte[] pem = blocks.group().getBytes(StandardCharsets.ISO_8859_1);
                found.add(factory.generateCertificate(new ByteArrayInputStream(pem)));
            }
        } catch (CertificateException unreadable) {
            throw new TypeConversionException(option + ": " + file + " holds no certificate that can be read: "
                    + unreadable.getMessage() + " (expected: a PEM file)");
        }
        if (found.isEmpty()) {
            throw new TypeConversionException(option + ": " + file + " holds no certificate (expected: a PEM file)");
        }
        return found;
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException {
        Matcher key = KEY.matcher(new String(read("--key", file), StandardCharsets.ISO_8859_1));
        if (!key.find()) {
            throw new TypeConversionException("--key: " + file + " holds no private key (expected: a PEM file)");
        }
        if (!key.group(1).isEmpty()) {
            throw new TypeConversionException("--key: " + file + " holds an " + key.group(1)
                    + "key (expected: PKCS #8 without a password; openssl pkcs8 -topk8 -nodes makes one of it)");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(key.group(2));
        } catch (IllegalArgumentException notBase64) {
            throw new TypeConversionException("--key: " + file + " is damaged: " + notBase64.getMessage());
        }
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException another) {
                // a PKCS #8 file names its algorithm in a form that the JDK matches only by trying
                continue;
            }
        }
        throw new TypeConversionException(
                "--key: " + file + " holds a key of an unknown kind (expected: RSA, EC, Ed25519, Ed448 or DSA)");
    }

    private static byte[] read(String option, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new TypeConversionException(
                    option + ": can't read " + file + ": " + e.getClass().getSimpleName());
        }
    }
}
