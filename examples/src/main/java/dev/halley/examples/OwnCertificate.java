package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trusts a server whose certificate no public authority signed: the second argument is its PEM file. */
public final class OwnCertificate {
    private OwnCertificate() {}

    public static void main(String[] args) throws Exception {
        // @start region=certificate
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var pem = Files.newInputStream(Path.of(args[1]))) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);

        try (var client = BayeuxClient.builder(args[0]).sslContext(tls).open()) {
            System.out.println("connected over TLS: " + client.state());
        }
        // @end
    }
}
