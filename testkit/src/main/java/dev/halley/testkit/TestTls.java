package dev.halley.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A fresh certificate for tests, self-signed or not: one TLS context for the server that has its key, one for clients that trust
 * it and nothing else. Nothing is written to disk.
 *
 * <pre>{@code
 * TestTls tls = TestTls.create("localhost");
 * ScriptedServer server = ScriptedServer.start(tls.serverContext());
 * HttpClient client = HttpClient.newBuilder().sslContext(tls.clientContext()).build();
 * }</pre>
 */
public final class TestTls {
    private static final char[] PASSWORD = "in memory only".toCharArray();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] ECDSA_WITH_SHA256 = {0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};
    private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};
    private static final byte[] SUBJECT_ALT_NAME = {0x06, 0x03, 0x55, 0x1d, 0x11};
    private static final byte[] BASIC_CONSTRAINTS = {0x06, 0x03, 0x55, 0x1d, 0x13};
    private static final byte[] TRUE = {0x01, 0x01, (byte) 0xff};
    private static final byte[] IS_CRITICAL = TRUE;
    private static final long MANY_SECONDS = 1_000_000_000;

    private final SSLContext serverContext;
    private final SSLContext clientContext;
    private final Certificate certificate;
    private final String certificatePem;
    private final String privateKeyPem;

    private TestTls(SSLContext serverContext, SSLContext clientContext, Certificate certificate, PrivateKey key)
            throws GeneralSecurityException {
        this.serverContext = serverContext;
        this.clientContext = clientContext;
        this.certificate = certificate;
        this.certificatePem = pem("CERTIFICATE", certificate.getEncoded());
        this.privateKeyPem = pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /**
     * Makes a key and a certificate that is valid from an hour ago until tomorrow.
     *
     * @param hosts the host names that the certificate is for
     * @return the two contexts
     */
    public static TestTls create(String... hosts) {
        Instant now = Instant.now();
        return create(now.minusSeconds(3600), now.plusSeconds(86_400), hosts);
    }

    /**
     * Makes a key and a certificate.
     *
     * @param from the certificate is valid from then
     * @param until and until then; see {@link #createSigned} for an expired one
     * @param hosts the host names that the certificate is for
     * @return the two contexts
     */
    public static TestTls create(Instant from, Instant until, String... hosts) {
        try {
            KeyPair pair = pair();
            byte[] name = name(hosts[0]);
            Certificate certificate = certificate(pair, name, pair.getPrivate(), name, from, until, names(hosts));
            return new TestTls(
                    serverContext(pair, certificate), clientContext(certificate), certificate, pair.getPrivate());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no certificate could be made", e);
        }
    }

    /**
     * Makes a key and a certificate that an authority has signed, which is made for it and which the client's context trusts.
     * Only of such a certificate do clients look at the dates: one that they trust by itself never expires for them.
     *
     * @param from the certificate is valid from then
     * @param until and until then; in the past for an expired one
     * @param hosts the host names that the certificate is for
     * @return the two contexts
     */
    public static TestTls createSigned(Instant from, Instant until, String... hosts) {
        try {
            Instant now = Instant.now();
            KeyPair authority = pair();
            byte[] issuer = name("Authority of a test");
            Certificate root = certificate(
                    authority,
                    issuer,
                    authority.getPrivate(),
                    issuer,
                    now.minusSeconds(MANY_SECONDS),
                    now.plusSeconds(MANY_SECONDS),
                    der(0x30, BASIC_CONSTRAINTS, IS_CRITICAL, der(0x04, der(0x30, TRUE))));
            KeyPair pair = pair();
            Certificate certificate =
                    certificate(pair, name(hosts[0]), authority.getPrivate(), issuer, from, until, names(hosts));
            return new TestTls(
                    serverContext(pair, certificate, root), clientContext(root), certificate, pair.getPrivate());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no certificate could be made", e);
        }
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static SSLContext serverContext(KeyPair pair, Certificate... chain)
            throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("server", pair.getPrivate(), PASSWORD, chain);
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, PASSWORD);
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(keyManagers.getKeyManagers(), null, null);
        return server;
    }

    private static SSLContext clientContext(Certificate trustedOne) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", trustedOne);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        return client;
    }

    /**
     * For the server.
     *
     * @return a context with the certificate and its key
     */
    public SSLContext serverContext() {
        return serverContext;
    }

    /**
     * For a client that should accept the server.
     *
     * @return a context that trusts the certificate, or the authority that signed it, and no other
     */
    public SSLContext clientContext() {
        return clientContext;
    }

    /**
     * The certificate, for what takes certificates by themselves.
     *
     * @return the certificate
     */
    public Certificate certificate() {
        return certificate;
    }

    /**
     * The certificate as the text of a PEM file.
     *
     * @return PEM text
     */
    public String certificatePem() {
        return certificatePem;
    }

    /**
     * The certificate's private key as the text of a PEM file, in PKCS #8.
     *
     * @return PEM text
     */
    public String privateKeyPem() {
        return privateKeyPem;
    }

    private static byte[] name(String common) {
        return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, common.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] names(String... hosts) {
        byte[][] alternatives = Stream.of(hosts)
                .map(host -> der(0x82, host.getBytes(StandardCharsets.US_ASCII)))
                .toArray(byte[][]::new);
        return der(0x30, SUBJECT_ALT_NAME, der(0x04, der(0x30, alternatives)));
    }

    /** RFC 5280 §4.1, with the one extension that clients look at. */
    private static Certificate certificate(
            KeyPair pair, byte[] name, PrivateKey signer, byte[] issuer, Instant from, Instant until, byte[] extension)
            throws GeneralSecurityException {
        byte[] algorithm = der(0x30, ECDSA_WITH_SHA256);
        byte[] body = der(
                0x30,
                der(0xa0, der(0x02, (byte) 2)),
                der(
                        0x02,
                        new BigInteger(63, new SecureRandom())
                                .add(BigInteger.ONE)
                                .toByteArray()),
                algorithm,
                issuer,
                der(0x30, time(from), time(until)),
                name,
                pair.getPublic().getEncoded(),
                der(0xa3, der(0x30, extension)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer);
        signature.update(body);
        byte[] signed = der(0x30, body, algorithm, der(0x03, new byte[1], signature.sign()));
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
    }

    private static byte[] time(Instant instant) {
        return der(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(int tag, byte single) {
        return der(tag, new byte[] {single});
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        // X.690 §10.1: as short as can be, or whoever reads and writes it again gets other bytes than were signed
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
