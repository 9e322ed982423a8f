package dev.halley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.Reply;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.testkit.bayeux.Dialect;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Salesforce program against a scripted login and a server of Salesforce's dialect. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SalesforceIT {
    @TempDir
    private Path directory;

    @Test
    void orders_are_printed_from_where_the_last_run_ended() throws Exception {
        try (BayeuxTestServer server = BayeuxTestServer.builder()
                        .dialect(Dialect.SALESFORCE)
                        .path("/cometd/64.0")
                        .start();
                ScriptedServer login = ScriptedServer.start()) {
            server.acceptToken("t0ken");
            String instance = server.url().replace("/cometd/64.0", "");
            login.handle(
                    "/services/oauth2/token",
                    Reply.json("{\"access_token\":\"t0ken\",\"instance_url\":\"" + instance + "\"}"));
            String[] arguments = {
                login.http("").toString(),
                "app",
                "hush",
                directory.resolve("positions").toString()
            };
            publish(server, 1);
            try (Program program = Program.start(SalesforceOrders.class, arguments)) {
                program.awaitLine("{number=1}");
                publish(server, 2);
                program.awaitLine("{number=2}");
                publish(server, 3);
                program.awaitLine("{number=3}");
            }
            publish(server, 4);
            try (Program program = Program.start(SalesforceOrders.class, arguments)) {
                // the first run was killed: what was in work then may come again
                assertThat(program.awaitLine("{number=")).isIn("{number=2}", "{number=3}", "{number=4}");
            }
        }
    }

    private static void publish(BayeuxTestServer server, int number) {
        server.publish("/event/Order__e", "{\"schema\":\"s\",\"payload\":{\"number\":" + number + "},\"event\":{}}");
    }
}
