package dev.halley.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cli.server.EmbeddedSocketIo;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** A Socket.IO program compiled and started against the jars of {@code halley-socketio} as a user's build would do it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SocketIoConsumerIT {
    private static final Path WORK = Path.of(System.getProperty("blackbox.work"));
    private static final String LIB = WORK.resolve("lib-socketio").toString();
    private static final String CLASSES = WORK.resolve("socketio-classes").toString();

    private static EmbeddedSocketIo server;

    @BeforeAll
    static void start() throws Exception {
        Path sources = Path.of(
                SocketIoConsumerIT.class.getResource("/socketio-consumer").toURI());
        String unused = Subprocess.run(List.of(
                Subprocess.jdkTool("javac").toString(),
                "-Xlint:all,-exports",
                "-Werror",
                "-p",
                LIB,
                "-d",
                CLASSES,
                sources.resolve("module-info.java").toString(),
                sources.resolve("consumer/Main.java").toString()));
        server = EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void runs_on_the_class_path_and_ends_by_itself() throws Exception {
        String printed = Subprocess.run(List.of(
                Subprocess.jdkTool("java").toString(),
                "-cp",
                CLASSES + File.pathSeparator + Path.of(LIB, "*"),
                "consumer.Main",
                server.url().toString()));
        assertWorked(printed);
        assertThat(printed.lines()).contains("modules=");
    }

    @Test
    void runs_on_the_module_path_and_ends_by_itself() throws Exception {
        String printed = Subprocess.run(List.of(
                Subprocess.jdkTool("java").toString(),
                "-p",
                CLASSES + File.pathSeparator + LIB,
                "-m",
                "consumer/consumer.Main",
                server.url().toString()));
        assertWorked(printed);
        assertThat(printed.lines())
                .contains("modules=dev.halley.core,dev.halley.engineio,dev.halley.json.jackson,dev.halley.socketio,"
                        + "dev.halley.wire.jdk");
    }

    private static void assertWorked(String printed) {
        assertThat(printed.lines())
                .contains(
                        "polling=Greeting[text=hello, number=42]",
                        "Both[greeting=Greeting[text=hello, number=42], count=7]",
                        "websocket=Greeting[text=hello, number=42]",
                        "simple=[1, 2, 3]");
    }
}
