package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BinaryData;
import dev.halley.bayeux.BinaryExtension;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Bytes as a payload. */
public final class SendBytes {
    private SendBytes() {}

    public static void main(String[] args) {
        // @start region=bytes
        try (var client =
                BayeuxClient.builder(args[0]).extension(new BinaryExtension()).open()) {
            client.subscribe("/images");
            client.publish("/images", new BinaryData("not really a picture".getBytes(StandardCharsets.UTF_8)));
            BinaryData received = Objects.requireNonNull(client.receive().data(BinaryData.class));
            System.out.println(new String(received.bytes(), StandardCharsets.UTF_8));
        }
        // @end
    }
}
