package dev.skerry.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    private Path folder;

    @Test
    void the_last_lines_are_shown_indented() throws Exception {
        Path log = Files.writeString(folder.resolve("log"), "one\ntwo\nthree\n");

        assertThat(LogTail.of(log, 2)).isEqualTo("  two\n  three");
    }

    @Test
    void a_huge_line_is_cut_and_control_characters_are_taken_out() throws Exception {
        Path log = Files.writeString(folder.resolve("log"), "x".repeat(1 << 20) + "\u001b[31mred\n");

        assertThat(LogTail.of(log, 5)).hasSizeLessThan(17 << 10).endsWith("[31mred");
    }

    @Test
    void an_absent_or_empty_log_is_told() throws Exception {
        assertThat(LogTail.of(folder.resolve("none"), 2)).contains("no log");
        assertThat(LogTail.of(Files.createFile(folder.resolve("empty")), 2)).contains("empty");
    }
}
