package dev.halley.examples;

import dev.halley.bayeux.BayeuxClient;
import java.time.Duration;

/** Asking a service and reading its answer as a record. */
public final class CallService {
    public record Question(String text, int number) {}

    private CallService() {}

    public static void main(String[] args) {
        // @start region=call
        try (var client = BayeuxClient.open(args[0])) {
            var answer = client.call("/service/echo", new Question("how many?", 42), Duration.ofSeconds(5));
            System.out.println(answer.data(Question.class));
        }
        // @end
    }
}
