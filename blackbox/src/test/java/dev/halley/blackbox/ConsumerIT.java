package dev.halley.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halley.cli.server.EmbeddedServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The consumer and the jars that its one dependency brings, started in the three ways in which users start programs. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConsumerIT {
    private static final String MAIN = "dev.halley.blackbox.Consumer";
    private static final String MODULE = "dev.halley.blackbox";

    private final Path jar = Path.of(System.getProperty("blackbox.jar"));
    private final Path lib = Path.of(System.getProperty("blackbox.lib"));
    private final Path work = Path.of(System.getProperty("blackbox.work"));

    private static EmbeddedServer server;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedServer.start(0, false);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String url() {
        return server.url().toString();
    }

    @Test
    void one_dependency_brings_the_client_a_wire_and_a_json_codec() throws IOException {
        try (Stream<Path> jars = Files.list(lib)) {
            List<String> halley = jars.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("halley-"))
                    .map(name -> name.replaceFirst("-[0-9].*", ""))
                    .sorted()
                    .toList();

            assertThat(halley)
                    .containsExactly("halley-bayeux", "halley-core", "halley-json-jackson", "halley-wire-jdk");
        }
    }

    @Test
    void runs_on_the_class_path() throws Exception {
        String printed =
                Subprocess.run(List.of(java(), "-cp", path(File.pathSeparator, jar, lib.resolve("*")), MAIN, url()));

        assertGreetedItself(printed);
        assertThat(printed.lines()).contains("consumer=class path", "client=class path", "modules=");
    }

    @Test
    void runs_on_the_module_path() throws Exception {
        String printed = Subprocess.run(
                List.of(java(), "-p", path(File.pathSeparator, jar, lib), "-m", MODULE + "/" + MAIN, url()));

        assertRunsInModules(printed, "dev.halley.json.jackson");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jackson3", "gson"})
    void runs_with_another_codec_instead_of_the_default_one(String codec) throws Exception {
        Path other = work.resolve("lib-" + codec);
        try (Stream<Path> jars = Files.list(other)) {
            assertThat(jars.map(file -> file.getFileName().toString().replaceFirst("-[0-9].*", "")))
                    .contains("halley-json-" + codec)
                    .doesNotContain("halley-json-jackson");
        }

        String onClassPath =
                Subprocess.run(List.of(java(), "-cp", path(File.pathSeparator, jar, other.resolve("*")), MAIN, url()));
        assertGreetedItself(onClassPath);

        String onModulePath = Subprocess.run(
                List.of(java(), "-p", path(File.pathSeparator, jar, other), "-m", MODULE + "/" + MAIN, url()));
        assertRunsInModules(onModulePath, "dev.halley.json." + codec);
    }

    @Test
    void runs_with_nettys_wire_instead_of_the_default_one() throws Exception {
        Path netty = work.resolve("lib-netty");
        try (Stream<Path> jars = Files.list(netty)) {
            assertThat(jars.map(file -> file.getFileName().toString().replaceFirst("-[0-9].*", "")))
                    .contains("halley-wire-netty")
                    .doesNotContain("halley-wire-jdk");
        }

        String onClassPath =
                Subprocess.run(List.of(java(), "-cp", path(File.pathSeparator, jar, netty.resolve("*")), MAIN, url()));
        assertGreetedItself(onClassPath);

        String onModulePath = Subprocess.run(
                List.of(java(), "-p", path(File.pathSeparator, jar, netty), "-m", MODULE + "/" + MAIN, url()));
        assertRunsInModules(onModulePath, "dev.halley.json.jackson", "dev.halley.wire.netty");
    }

    @Test
    void runs_from_a_jlink_image() throws Exception {
        Path jlink = Subprocess.jdkTool("jlink");
        assumeTrue(Files.isExecutable(jlink), "skipped: this JDK has no jlink");
        assumeTrue(canLink(jlink), "skipped: this JDK has neither jmods nor a run-time image that jlink can link from");
        Path image = work.resolve("image");
        deleteTree(image);

        // The wire and the codec are found as services, so nothing requires them: an image has to name them.
        Subprocess.run(List.of(
                jlink.toString(),
                "--module-path",
                path(File.pathSeparator, jar, lib),
                "--add-modules",
                MODULE + ",dev.halley.wire.jdk,dev.halley.json.jackson",
                "--launcher",
                "consumer=" + MODULE + "/" + MAIN,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                image.toString()));
        String launcher = Subprocess.isWindows() ? "consumer.bat" : "consumer";
        String printed =
                Subprocess.run(List.of(image.resolve("bin").resolve(launcher).toString(), url()));

        assertRunsInModules(printed, "dev.halley.json.jackson");
        Path imageJava = image.resolve("bin").resolve(Subprocess.executable("java"));
        assertThat(Subprocess.run(List.of(imageJava.toString(), "--list-modules"))
                        .lines())
                .map(module -> module.replaceFirst("@.*", ""))
                .contains("dev.halley.json.jackson", "dev.halley.wire.jdk", "java.net.http")
                .anyMatch(module -> module.endsWith(".jackson.databind"))
                .doesNotContain("jdk.compiler");
    }

    private static void assertGreetedItself(String printed) {
        assertThat(printed.lines())
                .contains("websocket=Greeting[text=hello, number=42]", "long-polling=Greeting[text=hello, number=42]");
    }

    private static void assertRunsInModules(String printed, String codec) {
        assertRunsInModules(printed, codec, "dev.halley.wire.jdk");
    }

    private static void assertRunsInModules(String printed, String codec, String wire) {
        assertGreetedItself(printed);
        assertThat(printed.lines()).contains("consumer=" + MODULE, "client=dev.halley.bayeux");
        assertThat(valueOf("modules", printed).split(","))
                .containsExactly("dev.halley.bayeux", MODULE, "dev.halley.core", codec, wire);
    }

    private static String valueOf(String name, String printed) {
        return printed.lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .collect(Collectors.joining());
    }

    private static boolean canLink(Path jlink) throws Exception {
        return Files.isDirectory(Path.of(System.getProperty("java.home"), "jmods"))
                || Subprocess.run(List.of(jlink.toString(), "--help")).contains("run-time image enabled");
    }

    private static String java() {
        return Subprocess.jdkTool("java").toString();
    }

    private static String path(String separator, Path... entries) {
        return Stream.of(entries).map(Path::toString).collect(Collectors.joining(separator));
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> all = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(root)) {
            tree.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
