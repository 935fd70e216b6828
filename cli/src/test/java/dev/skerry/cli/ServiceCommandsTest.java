package dev.skerry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.cli.platform.TestPlatform;
import dev.skerry.cli.platform.TestPlatform.Answer;
import dev.skerry.cli.platform.TestPlatform.Asked;
import dev.skerry.contract.Json;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Position;
import dev.skerry.contract.PreviewAnswer;
import dev.skerry.contract.Problem;
import dev.skerry.contract.PublishResult;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgePreview;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What publish, purge, explain and sites send, and what they make of the answers. */
class ServiceCommandsTest {
    private static final SiteId DEMO = new SiteId("demo");

    @TempDir
    private Path folder;

    private CommandRun run(String line) {
        return CommandRun.of((line + " --data " + folder).split(" ", -1));
    }

    private static PurgeStatus purge(PurgeStatus.State state) {
        return new PurgeStatus(
                new PurgeId("purge-0001"),
                DEMO,
                PurgeMode.HARD,
                List.of("everything"),
                state,
                new Position(3, 41),
                List.of(new Receipt(
                        new PopId("fra"),
                        new NodeId("fra-1"),
                        state == PurgeStatus.State.COMPLETE ? Receipt.State.APPLIED : Receipt.State.PENDING,
                        state == PurgeStatus.State.COMPLETE ? 3.25 : null)),
                Instant.EPOCH,
                "cli",
                7.5);
    }

    private static Answer json(int status, Object body) {
        return new Answer(status, Json.writeString(body));
    }

    private static String claims(Asked asked) {
        String token = Objects.requireNonNull(asked.headers().get("authorization"));
        return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    }

    @Test
    void publish_sends_each_file_to_its_encoded_path_with_its_keys() throws IOException {
        Path site = Files.createDirectories(folder.resolve("site/css"));
        Files.writeString(site.resolve("a b.css"), "body {}");
        Files.writeString(folder.resolve("site/index.html"), "<html>");
        try (TestPlatform platform = new TestPlatform(
                folder,
                asked -> json(
                        201,
                        new PublishResult(
                                DEMO,
                                asked.line(),
                                "\"1\"",
                                asked.body().length(),
                                purge(PurgeStatus.State.APPLIED))))) {
            CommandRun run = run("publish demo " + folder.resolve("site") + " --prefix v1 --key a --key b");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).contains("Published 2 files, 13 bytes, to demo");
            Asked css = platform.asked().get("PUT /v1/sites/demo/content/v1/css/a%20b.css");
            assertThat(css).isNotNull();
            assertThat(css.body()).isEqualTo("body {}");
            assertThat(css.headers()).containsEntry("surrogate-key", "a b");
            assertThat(claims(css)).contains("\"site\":\"demo\"", "\"scope\":\"content:write\"");
            assertThat(platform.asked()).containsKey("PUT /v1/sites/demo/content/v1/index.html");
        }
    }

    @Test
    void publishing_no_file_at_all_is_an_error_and_links_are_named() throws IOException {
        Path site = Files.createDirectories(folder.resolve("site"));
        Path link = Files.createSymbolicLink(site.resolve("leak.txt"), Path.of("/etc/hostname"));
        try (TestPlatform platform = new TestPlatform(folder, asked -> new Answer(500, ""))) {
            CommandRun run = run("publish demo " + site);

            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains(link + " is passed over", "there is no file to publish in " + site);
            assertThat(platform.asked()).isEmpty();
        }
    }

    @Test
    void a_file_that_is_refused_is_named_and_the_others_are_published() throws IOException {
        Files.writeString(folder.resolve("good.txt"), "1");
        Files.writeString(folder.resolve("bad.txt"), "2");
        try (TestPlatform platform = new TestPlatform(
                folder,
                asked -> asked.line().contains("bad")
                        ? json(413, Problem.of("too-large", "Too large", 413, "use at most 1 byte"))
                        : json(201, new PublishResult(DEMO, "good.txt", "\"1\"", 1, null)))) {
            CommandRun run = run("publish demo " + folder.resolve("good.txt") + " " + folder.resolve("bad.txt"));

            assertThat(platform.asked()).hasSize(2);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).contains("Published 1 files", "1 purges wait for purge-service");
            assertThat(run.err()).contains("bad.txt", "Too large: use at most 1 byte", "1 of 2 files");
        }
    }

    @Test
    void purge_with_wait_prints_a_receipt_per_node() throws IOException {
        try (TestPlatform platform = new TestPlatform(folder, asked -> json(200, purge(PurgeStatus.State.COMPLETE)))) {
            CommandRun run = run("purge demo --url /a.css --key k --soft --wait --timeout 2s");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).contains("COMPLETE at 3:41 after 7.5 ms", "POP  NODE", "fra  fra-1  APPLIED  3.3 ms");
            Asked asked = platform.asked().get("POST /v1/sites/demo/purges?wait=complete&timeout=2s");
            assertThat(asked).isNotNull();
            assertThat(asked.body())
                    .isEqualTo("{\"urls\":[\"/a.css\"],\"keys\":[\"k\"],\"prefixes\":[],\"hosts\":[],"
                            + "\"everything\":false,\"mode\":\"soft\"}");
            assertThat(claims(asked)).contains("\"scope\":\"purge:select\"");
        }
    }

    @Test
    void purge_with_json_prints_the_one_object_as_it_came() throws IOException {
        try (TestPlatform platform = new TestPlatform(folder, asked -> json(202, purge(PurgeStatus.State.COMMITTED)))) {
            CommandRun run = run("purge demo --all --json");

            assertThat(run.code()).isZero();
            assertThat(run.out()).isEqualTo(Json.writeString(purge(PurgeStatus.State.COMMITTED)) + "\n");
            assertThat(claims(Objects.requireNonNull(platform.asked().get("POST /v1/sites/demo/purges"))))
                    .contains("\"scope\":\"purge:all\"");
        }
    }

    @Test
    void a_preview_prints_each_tier_and_some_urls_and_purges_nothing() throws IOException {
        PreviewAnswer.Count redis = new PreviewAnswer.Count(700, 7_000, 9_000, 90_000, false, 20_000);
        PurgePreview preview = PurgePreview.of(
                DEMO,
                List.of("prefix:/news"),
                List.of(new PurgePreview.Pop(
                        new PopId("fra"),
                        List.of(new PurgePreview.Node(new NodeId("fra-1"), 3, 300, 40, 4_000, true, 50)),
                        redis,
                        IntStream.range(0, 7).mapToObj(i -> "http://demo/" + i).toList())),
                List.of(new NodeId("nyc-1")));
        try (TestPlatform platform = new TestPlatform(folder, asked -> json(200, preview))) {
            CommandRun run = run("purge demo --prefix /news/ --preview");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out().lines())
                    .containsExactly(
                            "Would hit 7.8 % of what is stored of demo, where most is hit. Nothing is purged.",
                            "  POP  WHERE  OBJECTS       BYTES           SHARE",
                            "  fra  fra-1  3 of 40       300 of 4000     7.5 %",
                            "  fra  Redis  700 of 9000+  7000 of 90000+  7.8 %",
                            "  + counted in part, for want of time: there is more",
                            "  fra: http://demo/0",
                            "  fra: http://demo/1",
                            "  fra: http://demo/2",
                            "  fra: http://demo/3",
                            "  fra: http://demo/4",
                            "  no answer of nyc-1");
            assertThat(platform.asked()).containsOnlyKeys("POST /v1/sites/demo/purges/preview");
            assertThat(run("purge demo --all --preview --json").out()).isEqualTo(Json.writeString(preview) + "\n");
            assertThat(run("purge demo --all --preview --force").err()).contains("--preview purges nothing");
        }
    }

    @Test
    void a_purge_may_be_forced() throws IOException {
        try (TestPlatform platform = new TestPlatform(folder, asked -> json(202, purge(PurgeStatus.State.COMMITTED)))) {
            assertThat(run("purge demo --all --force").code()).isZero();
            assertThat(Objects.requireNonNull(platform.asked().get("POST /v1/sites/demo/purges"))
                            .body())
                    .contains("\"force\":true");
        }
    }

    @Test
    void a_purge_that_is_not_complete_in_time_fails_and_says_that_it_stays() throws IOException {
        try (TestPlatform platform = new TestPlatform(folder, asked -> json(200, purge(PurgeStatus.State.COMMITTED)))) {
            CommandRun run = run("purge demo --all --wait");

            assertThat(platform.asked()).hasSize(1);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).contains("fra-1  PENDING  -");
            assertThat(run.err()).contains("not every PoP", "10s", "stays committed");
        }
    }

    @Test
    void an_error_is_told_in_the_words_of_its_problem_details_rfc_9457() throws IOException {
        try (TestPlatform platform = new TestPlatform(
                folder, asked -> json(404, Problem.of("unknown-site", "Unknown site", 404, "there is no site demo")))) {
            CommandRun run = run("purge demo --all");

            assertThat(platform.asked()).hasSize(1);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .contains("purge-service refused: Unknown site: there is no site demo (HTTP 404)", "sites list");
        }
    }

    @Test
    void explain_asks_the_admin_port_and_prints_it_to_be_read_or_as_it_came() throws IOException {
        try (TestPlatform platform = new TestPlatform(folder, asked -> new Answer(200, "{\"hit\":true}"))) {
            assertThat(run("explain http://demo.localhost/a?b=c").out())
                    .isEqualToNormalizingNewlines("{\n  \"hit\" : true\n}\n");
            assertThat(run("explain /a --pop fra --json").out()).isEqualTo("{\"hit\":true}\n");
            assertThat(platform.asked()).containsKey("GET /explain?url=http%3A%2F%2Fdemo.localhost%2Fa%3Fb%3Dc");
            run("explain /a --method HEAD -H Range:bytes=0-1 -H X:y --json");
            assertThat(platform.asked())
                    .containsKey("GET /explain?url=%2Fa&method=HEAD&header=Range%3Abytes%3D0-1&header=X%3Ay");
            assertThat(run("explain /a --pop nyc").err()).contains("no PoP nyc", "Use one of fra.");
        }
    }

    @Test
    void sites_are_applied_as_they_were_written_and_listed() throws IOException {
        String yaml = "site: docs # a comment\nhosts: [docs.localhost]\norigins: [{url: \"http://127.0.0.1:8900\"}]\n";
        Path file = Files.writeString(folder.resolve("docs.yaml"), yaml);
        SiteVersion version = new SiteVersion(
                2, Json.readYaml(yaml.getBytes(StandardCharsets.UTF_8), SiteConfig.class), Instant.EPOCH);
        try (TestPlatform platform = new TestPlatform(
                folder, asked -> asked.line().startsWith("PUT") ? json(201, version) : json(200, List.of(version)))) {
            assertThat(run("sites apply " + file).out()).isEqualTo("Site docs is at version 2, for docs.localhost.\n");
            Asked put = platform.asked().get("PUT /v1/sites/docs");
            assertThat(put).isNotNull();
            assertThat(put.body()).isEqualTo(yaml);
            assertThat(put.headers()).containsEntry("content-type", "application/yaml");
            assertThat(run("sites list").out()).contains("docs  2        docs.localhost  http://127.0.0.1:8900  none");
        }
    }

    @Test
    void webhook_secret_prints_the_secret_of_a_site_in_the_form_that_receivers_take() throws IOException {
        try (TestPlatform _ = new TestPlatform(folder, asked -> new Answer(500, ""))) {
            CommandRun run = run("webhook-secret demo");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out().strip()).matches("whsec_[A-Za-z0-9+/]{43}=");
            assertThat(run("webhook-secret demo").out()).isEqualTo(run.out());
            assertThat(run("webhook-secret docs").out()).isNotEqualTo(run.out());
        }
    }
}
