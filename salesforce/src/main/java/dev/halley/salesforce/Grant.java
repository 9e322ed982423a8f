package dev.halley.salesforce;

import dev.halley.internal.http.HttpReply;
import dev.halley.wire.Headers;
import java.net.URI;
import java.time.Instant;

/** One way to log in: what is sent, and how the answer is read. Pure. */
interface Grant {
    URI endpoint();

    String contentType();

    Headers headers();

    /** The request's body; a secret. */
    String body(Instant now);

    /**
     * Reads the answer, of any status.
     *
     * @throws LoginRefusedException if it says no
     * @throws dev.halley.ConnectionException if it is no answer of Salesforce
     */
    Credentials read(HttpReply reply);
}
