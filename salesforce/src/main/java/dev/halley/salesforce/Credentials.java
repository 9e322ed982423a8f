package dev.halley.salesforce;

import java.net.URI;

/**
 * What a login gave.
 *
 * @param token the access token or session id; a secret
 * @param instanceUrl where the organisation lives
 */
record Credentials(String token, URI instanceUrl) {
    @Override
    public String toString() {
        return "Credentials[token=***, instanceUrl=" + instanceUrl + "]";
    }
}
