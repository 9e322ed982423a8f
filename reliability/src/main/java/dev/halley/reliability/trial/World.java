package dev.halley.reliability.trial;

import dev.halley.reliability.fault.Plan;
import dev.halley.testkit.TestTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What is on the other side of the client's network: the gate and the server. Main thread, and one that serves it. */
final class World implements AutoCloseable {
    private static final String HOST = "localhost";

    /** Trusted, so that nothing but the name is wrong. */
    private static final TestTls OF_ANOTHER_HOST = TestTls.create("another.example");

    private final Plan plan;
    private final Books books;
    private final SteppedWire wire;
    private final ServerProcess server;
    private final Gate gate;
    private final List<TestTls> good;
    private final @Nullable SSLContext trust;
    private volatile String token = "token-0";
    private int tokens;
    private int node;
    private int shown;
    private boolean clockIsTrue = true;

    World(Plan plan, Journal journal) {
        this.plan = plan;
        this.books = new Books(journal, () -> token);
        this.wire = SteppedWire.of(plan.wire());
        good = plan.tls() ? List.of(TestTls.create(HOST), TestTls.create(HOST)) : List.of();
        trust = plan.tls() ? trusting(good.get(0), good.get(1), OF_ANOTHER_HOST) : null;
        server = new ServerProcess(plan, books::fact);
        server.start(token, 0, false);
        try {
            gate = new Gate(server.port(0), plan.tls() ? certificate() : null);
        } catch (IOException e) {
            server.close();
            throw new UncheckedIOException(e);
        }
    }

    private static SSLContext trusting(TestTls... all) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (int i = 0; i < all.length; i++) {
                trusted.setCertificateEntry("certificate-" + i, all[i].certificate());
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no trust store could be made", e);
        }
    }

    private Gate.Certificate certificate() {
        return new Gate.Certificate(good.get(shown).serverContext(), true);
    }

    Books books() {
        return books;
    }

    Gate gate() {
        return gate;
    }

    ServerProcess server() {
        return server;
    }

    /** Whether the client's clock was never set back. */
    boolean clockIsTrue() {
        return clockIsTrue;
    }

    Subject client(int port) {
        String url = (plan.tls() ? "https://" : "http://") + HOST + ":" + port;
        return plan.client() == Plan.Client.BAYEUX
                ? new BayeuxSubject(plan, url + "/cometd", wire, trust, books)
                : new SocketIoSubject(plan, url, wire, trust, books);
    }

    void renewCertificate() {
        shown = 1 - shown;
        gate.show(certificate());
    }

    void showInvalidCertificate(boolean untrusted) {
        TestTls invalid = untrusted ? TestTls.create(HOST) : OF_ANOTHER_HOST;
        gate.show(new Gate.Certificate(invalid.serverContext(), false));
    }

    void showGoodCertificate() {
        gate.show(certificate());
    }

    void switchNode() {
        node = 1 - node;
        gate.leadTo(server.port(node));
    }

    void expireToken() {
        tokens++;
        token = "token-" + tokens;
        if (server.isAlive()) {
            server.tell("token " + token);
        }
        // else it is started with this one
    }

    void killServer() {
        server.kill();
    }

    void restartServer() {
        server.start(token, books.incoming.next(), true);
    }

    void pauseServer() {
        server.pause();
    }

    void resumeServer() {
        server.resume();
    }

    /** How many timers of clients are scheduled. */
    int timers() {
        return wire.timers();
    }

    void setClockBack(int seconds) {
        clockIsTrue = false;
        wire.setBack(seconds);
    }

    @Override
    public void close() {
        server.close();
        try {
            gate.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
