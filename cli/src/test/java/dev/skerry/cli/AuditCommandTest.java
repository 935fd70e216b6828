package dev.skerry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.cli.platform.TestPlatform;
import dev.skerry.cli.platform.TestPlatform.Answer;
import dev.skerry.contract.AuditPage;
import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Json;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.SiteId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What audit asks, and how it draws the answer. */
class AuditCommandTest {
    private static final Instant AT = Instant.parse("2026-05-04T03:02:01Z");
    private static final SiteId DEMO = new SiteId("demo");
    private static final AuditRecord COMMITTED = new AuditRecord(
            AT,
            new PurgeId("purge-0001"),
            DEMO,
            "ci",
            "192.0.2.7",
            AuditRecord.Via.NATIVE,
            PurgeMode.HARD,
            List.of("key:a", "key:b", "key:c"),
            30,
            new AuditRecord.Committed(new Position(3, 41)));
    private static final AuditRecord REFUSED = new AuditRecord(
            AT,
            null,
            DEMO,
            "mallory",
            "192.0.2.8",
            AuditRecord.Via.FASTLY,
            null,
            List.of(),
            0,
            new AuditRecord.Refused("forbidden"));

    @TempDir
    private Path folder;

    private CommandRun run(String line) {
        return CommandRun.of((line + " --data " + folder).split(" ", -1));
    }

    @Test
    void each_record_is_a_line_of_a_table() throws IOException {
        AuditPage page = new AuditPage(List.of(COMMITTED, REFUSED), null, null);
        try (TestPlatform platform = new TestPlatform(folder, asked -> new Answer(200, Json.writeString(page)))) {
            CommandRun run = run("audit demo");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out().lines())
                    .containsExactly(
                            "AT                    BY       FROM       VIA     MODE  SELECTORS                OUTCOME",
                            "2026-05-04T03:02:01Z  ci       192.0.2.7  native  hard  key:a key:b and 28 more"
                                    + "  committed at 3:41",
                            "2026-05-04T03:02:01Z  mallory  192.0.2.8  fastly  -     -                       "
                                    + " refused: forbidden");
            assertThat(platform.asked()).containsOnlyKeys("GET /v1/sites/demo/audit?limit=100");
        }
    }

    @Test
    void times_are_instants_or_lie_before_now() throws IOException {
        AuditPage page = new AuditPage(List.of(), null, null);
        try (TestPlatform platform = new TestPlatform(folder, asked -> new Answer(200, Json.writeString(page)))) {
            Instant before = Instant.now().minusSeconds(7_200);
            CommandRun run = run("audit demo --since 2h --until 2126-05-04T03:02:01Z --by a&b --limit 7 --json");
            Instant after = Instant.now().minusSeconds(7_200);

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).isEqualTo(Json.writeString(page) + "\n");
            String line = platform.asked().keySet().iterator().next();
            assertThat(line)
                    .startsWith("GET /v1/sites/demo/audit?limit=7&since=")
                    .endsWith("&until=2126-05-04T03%3A02%3A01Z&by=a%26b");
            String since = line.substring(line.indexOf("since=") + 6, line.indexOf("&until"))
                    .replace("%3A", ":");
            assertThat(Instant.parse(since)).isBetween(before, after);
        }
    }

    @Test
    void an_answer_that_is_cut_off_says_how_to_go_on() throws IOException {
        AuditPage page = new AuditPage(List.of(REFUSED), AuditPage.CutOff.LIMIT, AT);
        try (TestPlatform platform = new TestPlatform(folder, asked -> new Answer(200, Json.writeString(page)))) {
            assertThat(run("audit demo --limit 1").out())
                    .contains("There may be more", "--until 2026-05-04T03:02:01.001Z");
            assertThat(platform.asked()).hasSize(1);
        }
    }

    @Test
    void no_record_and_a_wrong_time_are_told() throws IOException {
        AuditPage page = new AuditPage(List.of(), null, null);
        try (TestPlatform _ = new TestPlatform(folder, asked -> new Answer(200, Json.writeString(page)))) {
            assertThat(run("audit demo").out()).contains("Nothing was purged");
            CommandRun wrong = run("audit demo --since yesterday");
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.err()).contains("--since must be an instant", "2h");
        }
    }
}
