package dev.halley.interop.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.TestTls;
import java.net.ProxySelector;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** P60, E4-24: a cookie goes where its server said that it may, and nowhere else. Hosts that don't exist stand behind a proxy. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class CookieScopeIT {
    private static final TestTls TLS = TestTls.create("localhost");

    private static Set<String> cookies(Request request) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(request.header("Cookie").orElse("").split("; "))
                .filter(cookie -> !cookie.isEmpty())
                .forEach(cookie -> names.add(cookie.substring(0, cookie.indexOf('='))));
        return names;
    }

    private static Reply to(String url) {
        return Reply.of(307).header("Location", url);
    }

    private static Guest through(ScriptedServer proxy, Protocol protocol, String host) {
        return protocol.patientClient(
                "http://" + host + protocol.path(), builder -> builder.proxy(ProxySelector.of(proxy.address())));
    }

    @ParameterizedTest
    @EnumSource(names = {"BAYEUX_POLLING", "SOCKET_IO_POLLING"})
    void by_domain_and_path(Protocol protocol) {
        try (ScriptedServer server = ScriptedServer.start();
                Guest guest = through(server, protocol, "www.shop.example")) {
            String path = protocol.requestPath();
            server.handle(
                    request -> request.header("Host").orElse("").equals("www.shop.example"),
                    request -> to("http://api.shop.example" + path)
                            .addHeader("Set-Cookie", "host=1")
                            .addHeader("Set-Cookie", "shop=1; Domain=shop.example; Path=/")
                            .addHeader("Set-Cookie", "dotted=1; Domain=.shop.example; Path=/")
                            .addHeader("Set-Cookie", "elsewhere=1; Domain=shop.example; Path=/elsewhere")
                            .addHeader("Set-Cookie", "beside=1; Domain=shop.example; Path=/socket.iox")
                            .addHeader("Set-Cookie", "foreign=1; Domain=other.example; Path=/")
                            .addHeader("Set-Cookie", "below=1; Domain=x.www.shop.example; Path=/")
                            .addHeader("Set-Cookie", "all=1; Domain=example; Path=/")
                            .addHeader("Set-Cookie", "secure=1; Domain=shop.example; Path=/; Secure")
                            .addHeader("Set-Cookie", "gone=1; Domain=shop.example; Path=/; Max-Age=0"));
            server.handle(
                    request -> request.header("Host").orElse("").equals("api.shop.example"),
                    request -> to("http://other.example" + path).addHeader("Set-Cookie", "api=1; Path=/"));
            server.handle(
                    request -> request.header("Host").orElse("").equals("other.example"), request -> Reply.of(503));
            guest.beginToOpen();
            assertThat(cookies(server.takeRequest(Await.SOON))).isEmpty();
            assertThat(cookies(server.takeRequest(Await.SOON))).containsExactly("dotted", "shop");
            assertThat(cookies(server.takeRequest(Await.SOON))).isEmpty();
            // once more, with what is known now
            assertThat(cookies(server.takeRequest(Await.SOON))).containsExactly("dotted", "host", "shop");
            assertThat(cookies(server.takeRequest(Await.SOON))).containsExactly("api", "dotted", "shop");
            assertThat(cookies(server.takeRequest(Await.SOON))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BAYEUX_POLLING", "SOCKET_IO_POLLING"})
    void secure_ones_by_tls_alone(Protocol protocol) {
        try (ScriptedServer secure = ScriptedServer.start(TLS.serverContext());
                ScriptedServer plain = ScriptedServer.start();
                Guest guest = protocol.patientClient(
                        plain.http(protocol.path()).toString(), builder -> builder.sslContext(TLS.clientContext()))) {
            plain.onRequest(request ->
                    to(secure.http(protocol.requestPath()).toString()).addHeader("Set-Cookie", "fake=1; Secure"));
            secure.onRequest(request -> Reply.of(503)
                    .addHeader("Set-Cookie", "secret=1; Path=/; Secure")
                    .addHeader("Set-Cookie", "open=1; Path=/"));
            guest.beginToOpen();
            assertThat(cookies(plain.takeRequest(Await.SOON))).isEmpty();
            assertThat(cookies(secure.takeRequest(Await.SOON))).isEmpty();
            // a cookie knows no port
            assertThat(cookies(plain.takeRequest(Await.SOON))).containsExactly("open");
            assertThat(cookies(secure.takeRequest(Await.SOON))).containsExactly("open", "secret");
        }
    }

    @ParameterizedTest
    @EnumSource
    void until_they_expire(Protocol protocol) {
        try (ScriptedServer server = ScriptedServer.start();
                Guest guest =
                        protocol.patientClient(server.http(protocol.path()).toString(), builder -> {})) {
            server.handleInTurn(
                    "*",
                    Reply.of(503)
                            .addHeader("Set-Cookie", "short=1; Path=/; Max-Age=1")
                            .addHeader("Set-Cookie", "past=1; Path=/; Expires=Wed, 21 Oct 2015 07:28:00 GMT")
                            .addHeader("Set-Cookie", "future=1; Path=/; Expires=Fri, 21 Oct 2095 07:28:00 GMT")
                            .addHeader("Set-Cookie", "session=1; Path=/"),
                    Reply.of(503).addHeader("Set-Cookie", "session=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
                    Reply.of(503));
            guest.beginToOpen();
            assertThat(cookies(server.takeRequest(Await.SOON))).isEmpty();
            assertThat(cookies(server.takeRequest(Await.SOON)))
                    .contains("future", "session")
                    .doesNotContain("past");
            assertThat(cookies(server.takeRequest(Await.SOON)))
                    .contains("future")
                    .doesNotContain("past", "session");
            assertThat(cookies(server.takeRequest(request -> !cookies(request).contains("short"), Await.SOON)))
                    .containsExactly("future");
        }
    }

    /** What a server sets without end has an end in the jar, and the newest are kept. */
    @Test
    void as_many_as_the_jar_holds() {
        try (ScriptedServer server = ScriptedServer.start();
                Guest guest = Protocol.BAYEUX_POLLING.patientClient(
                        server.http("/cometd").toString(), builder -> {})) {
            server.onRequest(request -> {
                Reply reply = Reply.of(503);
                for (int i = 0; i < 40; i++) {
                    reply = reply.addHeader(
                            "Set-Cookie", "c" + request.number() + "-" + i + "=" + "x".repeat(1000) + "; Path=/");
                }
                return reply;
            });
            guest.beginToOpen();
            Request fifth = server.takeRequest(request -> request.number() == 5, Await.SOON);
            assertThat(cookies(fifth)).hasSize(50).contains("c4-39", "c4-0", "c3-39");
        }
    }
}
