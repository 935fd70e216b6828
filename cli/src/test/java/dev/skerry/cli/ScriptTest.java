package dev.skerry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.parts.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code skerry} in a checkout of its own, with a JDK and a Maven that only note that they were called. */
class ScriptTest {
    private static final List<String> BUILT = List.of(
            "cli/target/skerry.jar",
            "cli/target/lib/a.jar",
            "cli/parts/target/kafka-lib/broker.jar",
            "edge-service/target/edge-service.jar",
            "edge-service/target/lib/a.jar",
            "origin-service/target/quarkus-app/quarkus-run.jar",
            "purge-service/target/quarkus-app/quarkus-run.jar",
            "telemetry/target/quarkus-app/quarkus-run.jar",
            "bench/target/bench.jar",
            "bench/target/lib/a.jar");

    @TempDir
    private Path folder;

    private record Run(int code, String output) {}

    @BeforeEach
    void checkout() throws IOException {
        Files.copy(
                Checkout.find().root().resolve("skerry"),
                write("checkout/skerry", ""),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        for (String source :
                List.of("pom.xml", "contract/pom.xml", "contract/src/main/java/A.java", ".mvn/jvm.config")) {
            age(write("checkout/" + source, "source"));
        }
        age(folder.resolve("checkout/contract/src/main/java"));
        age(folder.resolve("checkout/contract/src/main"));
        jdk("25.0.3");
        program("maven/bin/mvn", """
                if [ "$2" = -v ]; then echo "Apache Maven ${MAVEN_VERSION:-3.9.9} (x)"; exit 0; fi
                echo "$@" >>"$CALLS"
                echo "[INFO] Building Skerry contract: what crosses service borders 0.1.0-SNAPSHOT   [2/9]"
                if [ -n "${BROKEN:-}" ]; then echo "[ERROR] A.java:1 cannot find symbol"; exit 1; fi
                for file in %s; do mkdir -p "$(dirname "$file")"; echo "$file" >"$file"; done
                if [ -n "${REPORT:-}" ]; then
                    mkdir -p contract/target/surefire-reports
                    echo "$REPORT" >contract/target/surefire-reports/TEST-a.xml
                fi
                """.formatted(String.join(" ", BUILT)));
    }

    private Path write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, text);
    }

    private void program(String path, String script) throws IOException {
        assertThat(write(path, "#!/bin/sh\n" + script).toFile().setExecutable(true))
                .isTrue();
    }

    private void jdk(String version) throws IOException {
        program("jdk/bin/javac", "");
        program("jdk/bin/java", "echo \"java $*\"\n");
        write("jdk/release", "JAVA_VERSION=\"" + version + "\"\n");
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    }

    private Run run(Path script, Map<String, String> environment, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(args));
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("MAVEN_HOME", folder.resolve("maven").toString());
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("CALLS", folder.resolve("calls").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private Run run(String... args) throws Exception {
        return run(folder.resolve("checkout/skerry"), Map.of(), args);
    }

    private long builds() throws IOException {
        Path calls = folder.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    @Test
    void it_builds_once_shows_progress_and_hands_over_with_its_arguments() throws Exception {
        Run first = run("purge", "demo", "--key", "a b");

        assertThat(first.code()).as(first.output()).isZero();
        assertThat(first.output())
                .contains("Building Skerry (the first time", "[2/9]    Skerry contract: what crosses service borders\n")
                .containsPattern(
                        "java .*-Dskerry.state=.*/checkout/.skerry -jar .*/checkout/.skerry/app/[^/]+/cli/target/skerry.jar"
                                + " purge demo --key a b");
        assertThat(run("status").output()).doesNotContain("Building");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void a_changed_added_or_removed_source_and_a_missing_result_each_build_again() throws Exception {
        run("up");
        Path source = folder.resolve("checkout/contract/src/main/java/A.java");
        Instant later = Instant.now().plusSeconds(60);

        Files.setLastModifiedTime(source, FileTime.from(later));
        assertThat(run("up").output()).contains("sources have changed");
        age(source);
        Files.delete(source); // touches its folder
        Files.setLastModifiedTime(source.resolveSibling("."), FileTime.from(later));
        run("up");
        age(source.resolveSibling("."));
        Files.delete(onlyApp().resolve("cli/target/skerry.jar"));
        run("up");

        assertThat(builds()).isEqualTo(4);
    }

    private List<Path> apps() throws IOException {
        try (Stream<Path> apps = Files.list(folder.resolve("checkout/.skerry/app"))) {
            return apps.toList();
        }
    }

    private Path onlyApp() throws IOException {
        assertThat(apps()).hasSize(1);
        return apps().getFirst();
    }

    private void changeSources() throws IOException {
        Files.setLastModifiedTime(
                folder.resolve("checkout/contract/src/main/java/A.java"),
                FileTime.from(Instant.now().plusSeconds(60)));
    }

    @Test
    void whatever_builds_later_does_not_touch_the_jars_that_a_platform_runs_from() throws Exception {
        run("up");
        Path app = onlyApp();
        for (String file : BUILT) {
            Files.writeString(folder.resolve("checkout/" + file), "of another build");
        }

        run("test");

        for (String file : BUILT) {
            assertThat(app.resolve(file)).content().isEqualTo(file + "\n");
        }
    }

    @Test
    void a_copy_goes_with_the_next_build_unless_something_runs_from_it() throws Exception {
        run("up");
        Path first = onlyApp();
        changeSources();
        Process running = new ProcessBuilder(
                        "/bin/sh", "-c", "read line; :", "-cp", first + "/cli/parts/target/kafka-lib/*")
                .start();
        try {
            run("up");
            assertThat(apps()).hasSize(2).contains(first);
        } finally {
            running.destroyForcibly();
            assertThat(running.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        run("up");
        assertThat(apps()).hasSize(1).doesNotContain(first);
    }

    @Test
    void the_class_archive_of_the_command_is_written_by_the_build_and_only_read_by_commands() throws Exception {
        String command = run("up").output();

        assertThat(folder.resolve("checkout/.skerry/log/build.log"))
                .content()
                .containsPattern("java .*-XX:ArchiveClassesAtExit=.*/cli.jsa .*status");
        assertThat(command)
                .contains("-XX:SharedArchiveFile=" + onlyApp().resolve("cli.jsa"))
                .doesNotContain("ArchiveClassesAtExit", "AutoCreateSharedArchive");
    }

    @Test
    void a_test_waits_for_a_build_that_is_at_work() throws Exception {
        Process building = new ProcessBuilder("sleep", "2").start();
        Files.createDirectories(folder.resolve("checkout/.skerry"));
        Files.createSymbolicLink(folder.resolve("checkout/.skerry/building"), Path.of(Long.toString(building.pid())));

        Run test = run(folder.resolve("checkout/skerry"), Map.of("REPORT", report("")), "test");

        assertThat(test.output()).contains("at work (process " + building.pid() + "), waiting", "All tests passed");
        assertThat(building.isAlive()).isFalse();
    }

    @Test
    void a_command_that_starts_nothing_takes_the_copy_that_there_is() throws Exception {
        run("up");
        changeSources();

        assertThat(run("status").output()).doesNotContain("Building");
        assertThat(run("edge").output()).contains("sources have changed");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void it_works_through_a_link_from_anywhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("sk"), Path.of("checkout/skerry"));

        assertThat(run(link, Map.of(), "status").output())
                .containsPattern("/checkout/.skerry/app/[^/]+/cli/target/skerry.jar status");
    }

    @Test
    void a_build_that_fails_shows_its_errors_and_is_tried_again() throws Exception {
        Run broken = run(folder.resolve("checkout/skerry"), Map.of("BROKEN", "1"), "status");

        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.output()).contains("A.java:1 cannot find symbol", "skerry: the build failed", "build.log");
        assertThat(folder.resolve("checkout/.skerry/building")).doesNotExist();
        assertThat(run("status").code()).isZero();
    }

    @Test
    void without_a_fitting_jdk_it_says_how_to_get_one() throws Exception {
        jdk("21.0.2");
        Run run = run(
                folder.resolve("checkout/skerry"),
                Map.of("PATH", bareTools(), "SKERRY_SEARCH_ROOT", "/nowhere"),
                "status");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.output()).contains("no JDK 25 or later", "apt install", "sdk install", "mise use", "Temurin");
    }

    @Test
    void a_maven_that_is_too_old_is_not_taken() throws Exception {
        Run run = run(
                folder.resolve("checkout/skerry"),
                Map.of("PATH", bareTools(), "MAVEN_VERSION", "3.8.6", "SKERRY_SEARCH_ROOT", "/nowhere"),
                "status");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.output()).contains("no Maven 3.8.7 or later", "apt install maven");
    }

    @Test
    void the_lock_of_a_build_that_died_is_taken_over() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        assertThat(dead.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Files.createDirectories(folder.resolve("checkout/.skerry"));
        Files.createSymbolicLink(folder.resolve("checkout/.skerry/building"), Path.of(Long.toString(dead.pid())));

        assertThat(run("status").code()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void test_sums_up_passes_arguments_on_and_takes_what_the_machine_need_not_have_for_a_reason() throws Exception {
        Run run = run(
                folder.resolve("checkout/skerry"),
                Map.of(
                        "REPORT",
                        report("<skipped message=\"needs Docker: the images\"/>")
                                + report("<skipped message=\"needs a browser: the console\"/>")
                                + report("<skipped message=\"needs kubectl: the manifests\"/>")
                                + report("<skipped message=\"needs means: libfaketime\"/>")),
                "test",
                "-pl",
                "contract");

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .contains(
                        "8 tests, 0 failed, 1 skipped for want of Docker, 1 for want of a browser, 1 for want of kubectl,"
                                + " 1 for want of means for a fault, 0 otherwise");
        assertThat(folder.resolve("calls")).content().contains("verify -pl contract");
    }

    @Test
    void test_fails_on_any_other_skip_and_names_it() throws Exception {
        Run run = run(
                folder.resolve("checkout/skerry"), Map.of("REPORT", report("<skipped message=\"flaky\"/>")), "test");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.output())
                .contains(
                        "skipped without need: dev.A.second (flaky)",
                        "@NeedsDocker, @NeedsBrowser, @NeedsKubectl and @NeedsMeans",
                        "tests failed");
    }

    private static String report(String skipped) {
        return "<testsuite name=\"dev.A\" tests=\"2\"><testcase name=\"first\" classname=\"dev.A\"/>"
                + "<testcase name=\"second\" classname=\"dev.A\">" + skipped + "</testcase></testsuite>";
    }

    /** A PATH with what the script needs, but neither Java nor Maven. */
    private String bareTools() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of(
                "bash",
                "sh",
                "sed",
                "dirname",
                "readlink",
                "find",
                "mkdir",
                "cat",
                "touch",
                "sort",
                "head",
                "awk",
                "tee",
                "rm",
                "mv",
                "cp",
                "ln",
                "ps",
                "date",
                "rmdir",
                "sleep",
                "xargs",
                "printf",
                "env")) {
            for (String place : List.of("/usr/bin/", "/bin/")) {
                Path program = Path.of(place + tool);
                if (Files.exists(program) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), program);
                }
            }
        }
        return tools.toString();
    }
}
