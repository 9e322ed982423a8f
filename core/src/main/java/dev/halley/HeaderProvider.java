package dev.halley;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Gives headers that change over time, such as an access token. Asked before each HTTP request and each WebSocket
 * upgrade, on the client's executor, so it may block; an answer that takes longer than 10 seconds fails the request.
 *
 * <p>Headers given here replace static headers of the same name. Like those they are sent to the host that they were
 * asked for and never follow a redirect to another one.
 */
@FunctionalInterface
public interface HeaderProvider {
    /**
     * The headers for one request.
     *
     * @param uri the URL that the request goes to
     * @return names and values; when the stage ends exceptionally nothing is sent, and the request fails with a
     *     {@link ConnectionException} that has this failure as its cause
     */
    CompletionStage<Map<String, String>> headers(URI uri);
}
