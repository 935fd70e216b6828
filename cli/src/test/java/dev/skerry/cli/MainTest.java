package dev.skerry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    private Path folder;

    private String[] withData(String line) {
        return (line + " --data " + folder).split(" ", -1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "down",
                "status",
                "publish",
                "purge",
                "audit",
                "explain",
                "sites apply",
                "sites list",
                "token",
                "webhook-secret",
                "edge",
                "bench"
            })
    void every_command_has_help_with_an_example(String command) {
        CommandRun run = CommandRun.of((command + " --help").split(" ", -1));

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Usage: skerry " + command, "Example", "./skerry " + command);
    }

    @Test
    void no_command_and_an_unknown_one_are_wrong_usage() {
        assertThat(CommandRun.of().code()).isEqualTo(2);
        assertThat(CommandRun.of().err()).contains("Usage: skerry", "up ", "purge ");
        assertThat(CommandRun.of("fly").code()).isEqualTo(2);
        assertThat(CommandRun.of("sites").err()).contains("apply FILE, or list");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up --pops FRA",
                "up --pops fra,fra",
                "up --http-base 70000",
                "up --console-port 9001",
                "purge demo",
                "purge demo --url ftp://x/",
                "purge Demo --all",
                "purge demo --all --timeout soon",
                "token demo everything",
                "token d/e purge:all",
                "token demo purge:all --ttl 0s",
                "webhook-secret d/e",
                "publish demo /no/such/file",
                "sites apply /no/such/file",
                "edge --site /no/such/file"
            })
    void wrong_values_exit_with_2_and_a_pointer_to_help_and_touch_nothing(String line) {
        CommandRun run = CommandRun.of(withData(line));

        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("skerry: ").contains("--help");
        assertThat(run.out()).isEmpty();
        assertThat(folder.resolve("run/layout.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "purge demo --all",
                "explain http://demo.localhost/",
                "sites list",
                "token demo purge:all",
                "webhook-secret demo"
            })
    void without_a_platform_commands_say_how_to_start_one(String line) {
        CommandRun run = CommandRun.of(withData(line));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("./skerry up", "--data DIR");
    }

    @Test
    void down_and_status_of_nothing_say_so() {
        assertThat(CommandRun.of(withData("down"))).satisfies(run -> {
            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("Nothing runs in " + folder);
        });
        assertThat(CommandRun.of(withData("status"))).satisfies(run -> {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).contains("Nothing runs", "./skerry up");
        });
        assertThat(CommandRun.of(withData("status --json")).out()).contains("\"parts\":[]");
    }

    @Test
    void a_folder_that_cannot_be_used_is_an_error_that_says_what_to_do_and_no_stack_trace() throws IOException {
        Files.createDirectories(folder.resolve("lock"));

        CommandRun run = CommandRun.of(withData("up"));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("skerry: locking " + folder.resolve("lock") + " failed: ")
                .contains("--data DIR")
                .doesNotContain("\tat ");
    }

    @Test
    void a_site_file_is_checked_before_anything_else() throws IOException {
        Path file = Files.writeString(
                folder.resolve("site.yaml"), "site: docs\nhosts: [docs]\norigins: [{store: true}]\norigin: x\n");

        CommandRun run = CommandRun.of(withData("sites apply " + file));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("unknown field 'origin'", "origins", "(line ");
    }
}
