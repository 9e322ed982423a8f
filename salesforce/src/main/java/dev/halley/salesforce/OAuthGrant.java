package dev.halley.salesforce;

import dev.halley.ProtocolException;
import dev.halley.internal.http.HttpReply;
import dev.halley.internal.http.ReplyErrors;
import dev.halley.internal.http.Wording;
import dev.halley.internal.json.JsonValues;
import dev.halley.wire.Headers;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An OAuth 2.0 flow at Salesforce's token endpoint. */
record OAuthGrant(URI loginUrl, Function<Instant, Map<String, String>> parameters) implements Grant {
    static final Wording WORDING = new Wording(
            "Salesforce's login", "login", "login", "Use https://login.salesforce.com, or your My Domain URL.");

    OAuthGrant(URI loginUrl, Map<String, String> parameters) {
        this(loginUrl, now -> parameters);
    }

    @Override
    public URI endpoint() {
        return loginUrl.resolve("/services/oauth2/token");
    }

    @Override
    public String contentType() {
        return "application/x-www-form-urlencoded";
    }

    @Override
    public Headers headers() {
        return Headers.empty().plus("Accept", "application/json");
    }

    @Override
    public String body(Instant now) {
        return new LinkedHashMap<>(parameters.apply(now))
                .entrySet().stream()
                        .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public Credentials read(HttpReply reply) {
        Map<?, ?> fields = fields(reply);
        if (fields != null && fields.get("error") instanceof String error) {
            throw new LoginRefusedException(reply.status(), error, text(fields, "error_description"), null);
        }
        String token = fields == null ? "" : text(fields, "access_token");
        if (!reply.isSuccessful() || token.isEmpty()) {
            throw ReplyErrors.of(reply, "login", WORDING);
        }
        String instance = text(fields, "instance_url");
        return new Credentials(
                token, instance.isEmpty() ? loginUrl : SecureUrl.parse("instance_url in the login's answer", instance));
    }

    private static @Nullable Map<?, ?> fields(HttpReply reply) {
        try {
            return JsonValues.parse(new String(reply.text())) instanceof Map<?, ?> fields ? fields : null;
        } catch (ProtocolException notJson) {
            // the reply's status and beginning say more than where it stops being JSON
            return null;
        }
    }

    private static String text(@Nullable Map<?, ?> fields, String name) {
        return fields != null && fields.get(name) instanceof String text ? text : "";
    }

    /** The parameters are secrets. */
    @Override
    public String toString() {
        return "OAuthGrant[" + loginUrl + "]";
    }
}
