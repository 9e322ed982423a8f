package dev.halley.internal.http;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts what another manager trusts, or everything where there is none, and of that only the pinned certificates where
 * there are any. An extended manager checks the host name itself, so without another one nobody does. Any thread.
 */
final class PinnedTrust extends X509ExtendedTrustManager {
    private final @Nullable X509ExtendedTrustManager verifier;
    private final Set<Fingerprint> pins;

    PinnedTrust(@Nullable X509ExtendedTrustManager verifier, Set<Fingerprint> pins) {
        this.verifier = verifier;
        this.pins = pins;
    }

    private void checkPin(X509Certificate[] chain) throws CertificateException {
        if (pins.isEmpty()) {
            return;
        }
        Fingerprint came = Fingerprint.of(chain[0]);
        if (!pins.contains(came)) {
            throw new CertificateException("certificatePin: the server's certificate has the SHA-256 fingerprint "
                    + came
                    + " (expected: "
                    + pins.stream().map(Fingerprint::toString).sorted().collect(Collectors.joining(" or ")) + ")");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (verifier != null) {
            verifier.checkServerTrusted(chain, authType, socket);
        }
        checkPin(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (verifier != null) {
            verifier.checkServerTrusted(chain, authType, engine);
        }
        checkPin(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (verifier != null) {
            verifier.checkServerTrusted(chain, authType);
        }
        checkPin(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this is a client's trust, and no server's");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return verifier == null ? new X509Certificate[0] : verifier.getAcceptedIssuers();
    }
}
