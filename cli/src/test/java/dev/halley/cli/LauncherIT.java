package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code halley} of the root directory in a tree of its own, whose build is a script that counts its calls.
 */
@Timeout(120)
class LauncherIT {
    private static final Path SCRIPT = Path.of("").toAbsolutePath().getParent().resolve("halley");

    @TempDir
    private Path tree;

    @BeforeAll
    static void needs_a_posix_shell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh");
    }

    @BeforeEach
    void plant() throws IOException {
        Files.copy(SCRIPT, tree.resolve("halley"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        for (String module : List.of("core", "cli")) {
            Files.createDirectories(tree.resolve(module + "/src/main/java"));
            Files.writeString(tree.resolve(module + "/pom.xml"), "<project/>");
            Files.writeString(tree.resolve(module + "/src/main/java/A.java"), "class A {}");
        }
        Files.createDirectories(tree.resolve(".mvn"));
        Files.createDirectories(tree.resolve("jars"));
        jar(tree.resolve("jars/halley-cli-1.jar"));
        jar(tree.resolve("jars/halley-core-1.jar"));
        Files.write(tree.resolve("jars/halley-cli-1-sources.jar"), new byte[] {1});
        build("");
        // Everything is older than the build that comes.
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
            }
        }
    }

    @Test
    void builds_once_and_prints_only_what_the_command_prints() throws Exception {
        Ran first = run(tree, "one", "zwei ü");
        assertThat(first.out()).isEqualTo("args [one, zwei ü]\n");
        assertThat(first.err()).isEmpty();
        assertThat(first.code()).isZero();
        assertThat(run(tree, "two").out()).isEqualTo("args [two]\n");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void passes_the_exit_code_on_and_keeps_stdin() throws Exception {
        assertThat(run(tree, "exit", "4").code()).isEqualTo(4);
        assertThat(run(tree, "stdin").out()).isEqualTo("stdin 0\n");
    }

    @Test
    void builds_again_when_a_source_or_a_pom_is_newer() throws Exception {
        run(tree);
        for (String changed : List.of("core/src/main/java/A.java", "cli/pom.xml", "pom.xml")) {
            int before = builds();
            Files.setLastModifiedTime(
                    tree.resolve(changed), FileTime.from(Instant.now().plusMillis(10)));
            run(tree);
            assertThat(builds()).as(changed).isEqualTo(before + 1);
            Files.setLastModifiedTime(
                    tree.resolve(changed), FileTime.from(Instant.now().minusSeconds(60)));
        }
    }

    @Test
    void builds_again_when_a_source_was_removed() throws Exception {
        run(tree);
        Files.delete(tree.resolve("core/src/main/java/A.java"));
        run(tree);
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void two_first_calls_at_once_share_one_build() throws Exception {
        build("sleep 1");
        Process one = start(tree, List.of("one"));
        Process two = start(tree, List.of("two"));
        assertThat(ended(one).out()).isEqualTo("args [one]\n");
        assertThat(ended(two).out()).isEqualTo("args [two]\n");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void clears_the_lock_of_a_build_that_died() throws Exception {
        Files.createDirectories(tree.resolve("cli/target/run"));
        Process dead = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
        dead.waitFor();
        Files.createSymbolicLink(tree.resolve("cli/target/run/lock"), Path.of(String.valueOf(dead.pid())));
        assertThat(run(tree, "one").out()).isEqualTo("args [one]\n");
        assertThat(Files.exists(tree.resolve("cli/target/run/lock"), java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void a_build_that_fails_is_told_on_stderr_and_leaves_no_lock() throws Exception {
        build("echo the compiler is unhappy; exit 1");
        Ran failed = run(tree, "one");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("the compiler is unhappy").contains("halley: the command could not be built");
        build("");
        assertThat(run(tree, "one").out()).isEqualTo("args [one]\n");
    }

    @Test
    void runs_from_anywhere_and_through_links() throws Exception {
        Path elsewhere = Files.createDirectories(tree.resolve("a b/c"));
        Files.createSymbolicLink(elsewhere.resolve("link"), Path.of("../../halley"));
        Files.createSymbolicLink(elsewhere.resolve("to link"), elsewhere.resolve("link"));
        Process process = new ProcessBuilder(elsewhere.resolve("to link").toString(), "x")
                .directory(elsewhere.toFile())
                .redirectInput(new java.io.File("/dev/null"))
                .start();
        assertThat(ended(process).out()).isEqualTo("args [x]\n");
    }

    @Test
    void a_java_that_is_too_old_or_missing_is_named() throws Exception {
        Path old = Files.createDirectories(tree.resolve("jdk11/bin")).getParent();
        script(old.resolve("bin/java"), "echo wrong; exit 9");
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");
        Ran ran = run(tree, java -> java.put("JAVA_HOME", old.toString()));
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("is Java \"11.0.2\" (expected: 17 or later");
        assertThat(run(tree, java -> java.put("JAVA_HOME", "/nowhere")).err()).contains("JAVA_HOME is /nowhere");
        assertThat(builds()).isZero();
    }

    @Test
    void a_version_is_asked_for_where_no_file_tells_it() throws Exception {
        Path old = Files.createDirectories(tree.resolve("jdk8/bin")).getParent();
        script(old.resolve("bin/java"), "echo 'openjdk version \"1.8.0_392\"' >&2");
        assertThat(run(tree, java -> java.put("JAVA_HOME", old.toString())).err())
                .contains("is Java \"1.8.0_392\"");
    }

    @Test
    void the_locale_does_not_matter() throws Exception {
        run(tree);
        Ran ran = run(
                tree,
                environment -> {
                    environment.put("LC_ALL", "C");
                    environment.put("LANG", "C");
                },
                "grüße ✓");
        assertThat(ran.out()).isEqualTo("args [grüße ✓]\n");
    }

    @Test
    void classes_come_from_the_archive_that_the_build_made() throws Exception {
        run(tree);
        assertThat(sourceOfMain()).contains("shared objects file");
    }

    @Test
    void a_build_without_an_archive_works() throws Exception {
        Path jdk = jdk("case \"$*\" in *-Xshare:dump*) exit 1 ;; esac");
        Ran ran = run(tree, java -> java.put("JAVA_HOME", jdk.toString()), "one");
        assertThat(ran.out()).isEqualTo("args [one]\n");
        assertThat(ran.err()).isEmpty();
        assertThat(archive()).doesNotExist();
        assertThat(run(tree, "two").out()).isEqualTo("args [two]\n");
    }

    @Test
    void another_jdk_runs_without_the_archive() throws Exception {
        run(tree);
        Path jdk = jdk("printf '%s\\n' \"$@\" > " + tree.resolve("words"));
        Ran ran = run(tree, java -> java.put("JAVA_HOME", jdk.toString()), "one");
        assertThat(ran.out()).isEqualTo("args [one]\n");
        assertThat(ran.err()).isEmpty();
        assertThat(tree.resolve("words")).content().contains("-XX:+UseSerialGC").doesNotContain("SharedArchive");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void an_archive_that_is_damaged_cut_short_or_away_is_not_missed() throws Exception {
        run(tree);
        byte[] whole = Files.readAllBytes(archive());
        byte[] damaged = whole.clone();
        for (int i = whole.length / 4; i < whole.length; i += 512) {
            damaged[i] ^= 0x55;
        }
        for (byte[] bytes : List.of(damaged, Arrays.copyOf(whole, whole.length / 2), new byte[] {1}, new byte[0])) {
            Files.delete(archive());
            Files.write(archive(), bytes);
            runsQuietly(bytes.length + " bytes");
            assertThat(sourceOfMain()).as(bytes.length + " bytes").contains("halley-cli-1.jar");
        }
        Files.delete(archive());
        runsQuietly("no archive");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void an_archive_of_other_jars_is_not_used() throws Exception {
        run(tree);
        Path jar = archive().resolveSibling("halley-cli-1.jar");
        // Only the virtual machine can see the difference.
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(3600)));
        runsQuietly("another jar");
        assertThat(sourceOfMain()).contains("halley-cli-1.jar");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void a_tree_that_was_moved_says_nothing_of_its_archive() throws Exception {
        run(tree);
        Path moved = tree.resolve("moved");
        Files.createDirectory(moved);
        for (String name : List.of("halley", "pom.xml", ".mvn", "core", "cli")) {
            Files.move(tree.resolve(name), moved.resolve(name));
        }
        Process process = new ProcessBuilder(moved.resolve("halley").toString(), "one")
                .redirectInput(new java.io.File("/dev/null"))
                .start();
        Ran ran = ended(process);
        assertThat(ran.out()).isEqualTo("args [one]\n");
        assertThat(ran.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    private void runsQuietly(String what) throws Exception {
        Ran ran = run(tree, "one");
        assertThat(ran.out()).as(what).isEqualTo("args [one]\n");
        assertThat(ran.err()).as(what).isEmpty();
        assertThat(ran.code()).as(what).isZero();
    }

    /** What the virtual machine says of where it took the main class from; this variable comes after the command line. */
    private String sourceOfMain() throws Exception {
        Path log = tree.resolve("loaded");
        run(tree, java -> java.put("_JAVA_OPTIONS", "-Xlog:class+load:file=" + log), "one");
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("dev.halley.cli.Main "))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Path archive() throws IOException {
        Path runs = tree.resolve("cli/target/run");
        return runs.resolve(Files.readString(runs.resolve("current")).strip()).resolve("jsa");
    }

    /** A JDK in a directory of its own that does something first and then what the one of this test does. */
    private Path jdk(String first) throws IOException {
        Path jdk = Files.createDirectories(tree.resolve("jdk/bin")).getParent();
        String java = System.getProperty("java.home") + "/bin/java";
        script(jdk.resolve("bin/java"), first + "\nexec '" + java + "' \"$@\"");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17\"\n");
        return jdk;
    }

    private interface Environment {
        void change(java.util.Map<String, String> variables);
    }

    private record Ran(int code, String out, String err) {}

    private Ran run(Path directory, String... args) throws Exception {
        return ended(start(directory, List.of(args)));
    }

    private Ran run(Path directory, Environment environment, String... args) throws Exception {
        ProcessBuilder builder = builder(directory, List.of(args));
        environment.change(builder.environment());
        return ended(builder.start());
    }

    private Process start(Path directory, List<String> args) throws IOException {
        return builder(directory, args).start();
    }

    private ProcessBuilder builder(Path directory, List<String> args) {
        List<String> line = new ArrayList<>(List.of(tree.resolve("halley").toString()));
        line.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectInput(new java.io.File("/dev/null"));
        return builder;
    }

    private static Ran ended(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), out, err);
    }

    private int builds() throws IOException {
        Path log = tree.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    /** The build: counts its call, does what it is told, delivers the jars. */
    private void build(String more) throws IOException {
        script(
                tree.resolve("mvnw"),
                "echo build >> builds; echo on stdout; " + more
                        + "\nmkdir -p cli/target/lib; cp jars/halley-core-1.jar cli/target/lib/;"
                        + " cp jars/halley-cli-1*.jar cli/target/");
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A jar with a main class that tells what it was started with. */
    private void jar(Path jar) throws IOException {
        Path sources = Files.createDirectories(tree.resolve("tmp/dev/halley/cli"));
        Path main = sources.resolve("Main.java");
        Files.writeString(main, """
                package dev.halley.cli;
                public class Main {
                    public static void main(String[] args) throws Exception {
                        if (args.length > 0 && args[0].equals("exit")) System.exit(Integer.parseInt(args[1]));
                        String text = args.length > 0 && args[0].equals("stdin")
                                ? "stdin " + System.in.readAllBytes().length
                                : "args " + java.util.Arrays.asList(args);
                        System.out.write((text + "\\n").getBytes("UTF-8"));
                        System.out.flush();
                    }
                }
                """);
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-proc:none", main.toString());
        assertThat(compiled).isZero();
        java.util.jar.Manifest manifest = new java.util.jar.Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            if (jar.toString().contains("cli")) {
                out.putNextEntry(new JarEntry("dev/halley/cli/Main.class"));
                out.write(Files.readAllBytes(sources.resolve("Main.class")));
                out.closeEntry();
            }
        }
    }
}
