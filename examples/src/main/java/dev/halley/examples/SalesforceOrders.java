package dev.halley.examples;

import dev.halley.bayeux.FilePositionStore;
import dev.halley.bayeux.Replay;
import dev.halley.salesforce.SalesforceClient;
import dev.halley.salesforce.SalesforceLogin;
import java.io.IOException;
import java.nio.file.Path;

/** Platform events of Salesforce, from where the last run ended. */
public final class SalesforceOrders {
    private SalesforceOrders() {}

    public static void main(String[] args) throws IOException {
        // @start region=program
        var login = SalesforceLogin.clientCredentials(args[0], args[1], args[2]);
        try (var positions = FilePositionStore.open(Path.of(args[3]));
                var client = SalesforceClient.builder(login)
                        .replay(Replay.from(positions)
                                .initial(SalesforceClient.EARLIEST)
                                .whenRefused(Replay.WhenRefused.EARLIEST))
                        .open()) {
            client.subscribe("/event/Order__e", order -> System.out.println(order.get("payload")));
            client.bayeux().awaitEnd();
        }
        // @end
    }
}
