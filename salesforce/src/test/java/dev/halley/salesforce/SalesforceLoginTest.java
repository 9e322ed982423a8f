package dev.halley.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ConnectionException;
import dev.halley.internal.json.JsonValues;
import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedServer;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SalesforceLoginTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private ScriptedServer server;
    private String url;

    @BeforeEach
    void start() {
        server = ScriptedServer.start();
        url = server.http("").toString();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void grants() {
        server.handle(
                "/services/oauth2/token",
                Reply.json("{\"access_token\":\"t0ken\",\"instance_url\":\"https://acme.my.salesforce.com\"}"));
    }

    private static Credentials credentials(SalesforceLogin login) throws Exception {
        return get(login.login());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    private Map<String, String> form() {
        Request request = server.takeRequest(SOON);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.header("Content-Type")).hasValue("application/x-www-form-urlencoded");
        Map<String, String> form = new HashMap<>();
        for (String pair : request.text().split("&")) {
            String[] parts = pair.split("=", 2);
            form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    @Test
    void refresh_tokens_become_access_tokens() throws Exception {
        grants();
        Credentials credentials = credentials(SalesforceLogin.refreshToken(url, "app", null, "re+fresh&1"));
        assertThat(credentials.token()).isEqualTo("t0ken");
        assertThat(credentials.instanceUrl()).isEqualTo(URI.create("https://acme.my.salesforce.com"));
        assertThat(form())
                .isEqualTo(Map.of("grant_type", "refresh_token", "client_id", "app", "refresh_token", "re+fresh&1"));
    }

    @Test
    void servers_log_in_as_themselves() throws Exception {
        grants();
        credentials(SalesforceLogin.clientCredentials(url, "app", "hush"));
        assertThat(form())
                .isEqualTo(Map.of("grant_type", "client_credentials", "client_id", "app", "client_secret", "hush"));
    }

    @Test
    void users_log_in_with_a_connected_app() throws Exception {
        grants();
        credentials(SalesforceLogin.password(url, "app", "hush", "user@example.com", "pä ss+token"));
        assertThat(form())
                .containsEntry("grant_type", "password")
                .containsEntry("username", "user@example.com")
                .containsEntry("password", "pä ss+token");
    }

    @Test
    void an_assertion_is_signed_and_short_lived() throws Exception {
        grants();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        credentials(SalesforceLogin.jwtBearer(url, "app", "user@example.com", pair.getPrivate()));

        Map<String, String> form = form();
        assertThat(form).containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        String[] parts = form.get("assertion").split("\\.");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(pair.getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        Map<?, ?> claims = (Map<?, ?>)
                JsonValues.parse(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
        assertThat(claims.get("iss")).isEqualTo("app");
        assertThat(claims.get("sub")).isEqualTo("user@example.com");
        assertThat(claims.get("aud")).isEqualTo(url.replaceAll("/$", ""));
        assertThat(((Number) claims.get("exp")).longValue() - Instant.now().getEpochSecond())
                .isBetween(100L, 200L);
    }

    @Test
    void a_soap_login_escapes_what_it_is_given() throws Exception {
        server.handle(
                "/services/Soap/u/64.0",
                Reply.text("<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"urn:x\"><s:Body><loginResponse><result>"
                                + "<serverUrl>https://acme.my.salesforce.com/services/Soap/u/64.0/00D</serverUrl>"
                                + "<sessionId>sess!on</sessionId></result></loginResponse></s:Body></s:Envelope>")
                        .header("Content-Type", "text/xml"));
        Credentials credentials = credentials(SalesforceLogin.password(url, "user@example.com", "p<a>&\"'ss"));
        assertThat(credentials.token()).isEqualTo("sess!on");
        assertThat(credentials.instanceUrl()).isEqualTo(URI.create("https://acme.my.salesforce.com/"));
        Request request = server.takeRequest(SOON);
        assertThat(request.header("SOAPAction")).hasValue("login");
        assertThat(request.text())
                .contains("<urn:username>user@example.com</urn:username>")
                .contains("<urn:password>p&lt;a&gt;&amp;&quot;&apos;ss</urn:password>");
    }

    @Test
    void a_refused_soap_login_says_why() {
        server.handle(
                "/services/Soap/u/64.0",
                Reply.text("<e:Envelope xmlns:e=\"urn:x\"><e:Body><e:Fault><faultcode>sf:INVALID_LOGIN</faultcode>"
                                + "<faultstring>INVALID_LOGIN: Invalid username, password</faultstring>"
                                + "</e:Fault></e:Body></e:Envelope>")
                        .status(500));
        assertThatThrownBy(() -> credentials(SalesforceLogin.password(url, "user@example.com", "secret1")))
                .isInstanceOf(LoginRefusedException.class)
                .hasMessage("login refused by Salesforce: INVALID_LOGIN: Invalid username, password");
    }

    @Test
    void a_refused_login_says_why() {
        server.handle(
                "/services/oauth2/token",
                Reply.json("{\"error\":\"invalid_grant\",\"error_description\":\"expired access/refresh token\"}")
                        .status(400));
        assertThatThrownBy(() -> credentials(SalesforceLogin.refreshToken(url, "app", null, "s3cret")))
                .isInstanceOfSatisfying(LoginRefusedException.class, refused -> {
                    assertThat(refused)
                            .hasMessage("login refused by Salesforce: invalid_grant: expired access/refresh token")
                            .hasMessageNotContaining("s3cret");
                    assertThat(refused.errorCode()).isEqualTo(400);
                    assertThat(refused.errorArgs()).containsExactly("invalid_grant");
                });
    }

    @Test
    void a_page_instead_of_an_answer_is_told() {
        server.handle(
                "/services/oauth2/token",
                Reply.text("<html><body>Down for maintenance</body></html>").header("Content-Type", "text/html"));
        assertThatThrownBy(() -> credentials(SalesforceLogin.clientCredentials(url, "app", "hush")))
                .isInstanceOf(ConnectionException.class)
                .hasMessageContaining("an HTML page instead of JSON")
                .hasMessageContaining("Down for maintenance");
    }

    @Test
    void an_external_entity_is_not_read() {
        server.handle(
                "/services/Soap/u/64.0",
                Reply.text("<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><r><sessionId>&f;</sessionId>"
                        + "<serverUrl>https://acme.my.salesforce.com/</serverUrl></r>"));
        assertThatThrownBy(() -> credentials(SalesforceLogin.password(url, "user", "hush")))
                .isInstanceOf(ConnectionException.class);
    }

    @Test
    void credentials_are_not_sent_to_an_instance_without_tls() {
        server.handle(
                "/services/oauth2/token",
                Reply.json("{\"access_token\":\"t\",\"instance_url\":\"http://acme.my.salesforce.com\"}"));
        assertThatThrownBy(() -> credentials(SalesforceLogin.clientCredentials(url, "app", "hush")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("instance_url in the login's answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://login.salesforce.com", "login.salesforce.com", "https://me:pw@acme", "::"})
    void a_login_url_is_https(String wrong) {
        assertThatThrownBy(() -> SalesforceLogin.clientCredentials(wrong, "app", "hush"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loginUrl: ")
                .hasMessageNotContaining("pw");
    }

    @Test
    void several_who_ask_share_one_login_and_a_renewal_is_a_new_one() throws Exception {
        CompletableFuture<Reply> first = new CompletableFuture<>();
        server.handleInTurn(
                "/services/oauth2/token",
                Reply.later(first),
                Reply.json("{\"access_token\":\"second\",\"instance_url\":\"https://acme.my.salesforce.com\"}"));
        SalesforceAuth auth = new SalesforceAuth(SalesforceLogin.clientCredentials(url, "app", "hush"));
        CompletionStage<URI> one = auth.instanceUrl();
        CompletionStage<URI> two = auth.instanceUrl();
        CompletionStage<Void> three = auth.authenticate();
        first.complete(Reply.json("{\"access_token\":\"first\",\"instance_url\":\"https://acme.my.salesforce.com\"}"));
        get(one);
        get(two);
        get(three);
        assertThat(server.requests()).hasSize(1);
        get(auth.authenticate());
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void a_failed_login_is_tried_again_when_it_is_needed_again() throws Exception {
        server.handleInTurn(
                "/services/oauth2/token",
                Reply.of(503),
                Reply.json("{\"access_token\":\"t\",\"instance_url\":\"https://acme.my.salesforce.com\"}"));
        SalesforceAuth auth = new SalesforceAuth(SalesforceLogin.clientCredentials(url, "app", "hush"));
        assertThatThrownBy(() -> get(auth.instanceUrl())).isInstanceOf(ConnectionException.class);
        assertThat(get(auth.instanceUrl())).isEqualTo(URI.create("https://acme.my.salesforce.com"));
    }

    @Test
    void nothing_shows_a_secret() {
        SalesforceLogin login = SalesforceLogin.password(url, "app", "hush", "user", "s3cret");
        assertThat(login + " " + new SalesforceAuth(login) + new Credentials("s3cret", URI.create(url)))
                .doesNotContain("s3cret")
                .doesNotContain("hush");
    }
}
