package dev.halley.salesforce;

import dev.halley.internal.json.JsonText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The assertion of the JWT bearer flow: RS256, three minutes. */
record JwtBearer(String clientId, String user, URI audience, PrivateKey key) {
    private static final Duration LIFE = Duration.ofMinutes(3);

    Map<String, String> parameters(Instant now) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        parameters.put("assertion", assertion(now));
        return parameters;
    }

    private String assertion(Instant now) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", clientId);
        claims.put("sub", user);
        claims.put("aud", audience.getScheme() + "://" + audience.getRawAuthority());
        claims.put("exp", now.plus(LIFE).getEpochSecond());
        StringBuilder json = new StringBuilder();
        JsonText.write(json, claims);
        String signed = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
                + "."
                + base64(json.toString().getBytes(StandardCharsets.UTF_8));
        return signed + "." + base64(signature(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private byte[] signature(byte[] text) {
        try {
            Signature rs256 = Signature.getInstance("SHA256withRSA");
            rs256.initSign(key);
            rs256.update(text);
            return rs256.sign();
        } catch (GeneralSecurityException unusable) {
            throw new IllegalArgumentException(
                    "key: " + unusable.getMessage() + " (expected: an RSA private key)", unusable);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The key is a secret. */
    @Override
    public String toString() {
        return "JwtBearer[" + user + "]";
    }
}
