package dev.skerry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writers write the golden files byte for byte, and readers read them back. */
class GoldenTest {
    private static final Instant AT = Instant.parse("2026-05-04T03:02:01.123456Z");
    private static final SiteId DEMO = new SiteId("demo");
    private static final PurgeId ID = new PurgeId("p-0123456789abcdef");
    private static final NodeId NODE = new NodeId("fra-1");
    private static final PopId FRA = new PopId("fra");

    private static final SiteConfig SMALL = new SiteConfig(
            new SiteId("docs"),
            List.of("docs.localhost", "127.0.0.1"),
            List.of(new SiteConfig.Origin("http://127.0.0.1:8900", false)),
            FRA,
            SiteConfig.Cache.DEFAULT,
            SiteConfig.Lease.DEFAULT);

    private static final SiteConfig FULL = new SiteConfig(
            DEMO,
            List.of("*", "demo.localhost"),
            List.of(new SiteConfig.Origin(null, true), new SiteConfig.Origin("https://backup.example/base", false)),
            null,
            new SiteConfig.Cache(
                    TimeSpan.parse("90s"),
                    SiteConfig.SetCookie.STRIP,
                    TimeSpan.parse("5s"),
                    TimeSpan.parse("7d"),
                    TimeSpan.parse("10s"),
                    TimeSpan.parse("30s"),
                    TimeSpan.parse("1h"),
                    true,
                    SiteConfig.CdnCacheControl.STRIP,
                    SiteConfig.Deception.REFUSE,
                    true,
                    true,
                    List.of("/admin", "/api/private"),
                    new KeyConfig(List.of("utm_*", "fbclid"), List.of(), true, List.of("x-country"), List.of("ab"))),
            new SiteConfig.Lease(SiteConfig.LeasePolicy.AVAILABLE, TimeSpan.parse("250ms")),
            new PurgeConfig(
                    PurgeConfig.KeyCase.IGNORED,
                    25,
                    50,
                    List.of("https://newsroom.example/hooks/purged", "http://127.0.0.1:8700/")));

    private static final PurgeStatus STATUS = new PurgeStatus(
            ID,
            DEMO,
            PurgeMode.HARD,
            List.of("url:/index.html", "url:/"),
            PurgeStatus.State.APPLIED,
            new Position(3, 1042),
            List.of(
                    new Receipt(FRA, NODE, Receipt.State.APPLIED, 4.25),
                    new Receipt(new PopId("nyc"), new NodeId("nyc-1"), Receipt.State.PENDING, null)),
            AT,
            "publisher",
            12.5);

    private static final UUID QUESTION = UUID.fromString("0b5a2c1e-6f0d-4c8e-9a41-5d1f0e7c2b3a");

    private static final PreviewAnswer ANSWER = new PreviewAnswer(
            QUESTION,
            FRA,
            NODE,
            new PreviewAnswer.Count(3, 3072, 40, 65_536, true, 52),
            new PreviewAnswer.Count(700, 716_800, 9000, 9_216_000, false, 20_000),
            List.of("http://demo.localhost/news/a?b"));

    private static final List<PurgeSelector> PREVIEWED =
            List.of(PurgeSelector.parse("key:product-7"), PurgeSelector.parse("prefix:/news"));

    static Stream<Arguments> messages() {
        return Stream.of(
                arguments(
                        "purge-record-url",
                        new PurgeRecord(
                                ID, DEMO, PurgeMode.HARD, PurgeSelector.parse("url:/a?b"), 0, 2, AT, "publisher")),
                arguments(
                        "purge-record-everything",
                        new PurgeRecord(
                                ID, DEMO, PurgeMode.SOFT, new PurgeSelector.Everything(), 1, 2, AT, "publisher")),
                arguments(
                        "node-report",
                        NodeReport.of(
                                NODE, FRA, 7, 12, NodeReport.State.SERVING, true, Map.of(10, 5L, 2, 1042L, 0, 0L))),
                arguments(
                        "node-report-erased",
                        NodeReport.of(NODE, FRA, 7, 13, NodeReport.State.SERVING, true, Map.of(10, 5L, 2, 1042L, 0, 0L))
                                .withErased(Map.of(10, 5L, 2, 1040L, 0, 0L))),
                arguments(
                        "node-report-catching-up",
                        NodeReport.of(NODE, FRA, 8, 0, NodeReport.State.CATCHING_UP, false, Map.of())),
                arguments(
                        "node-stats", new NodeStats(NODE, FRA, 7, 60_000, 1000, 900, 100, 1, 1L << 40, 50, 65_536, 9)),
                arguments("site-version", new SiteVersion(3, SMALL, AT)),
                arguments("site-config-full", FULL),
                arguments(
                        "purge-request",
                        new PurgeRequest(
                                List.of("/a", "http://demo.localhost/b?c"),
                                List.of("product-7"),
                                List.of("/news/"),
                                List.of("demo.localhost"),
                                false,
                                PurgeMode.SOFT)),
                arguments(
                        "purge-request-forced",
                        new PurgeRequest(List.of(), List.of(), List.of(), List.of(), true, PurgeMode.HARD, true)),
                arguments("preview-request", new PreviewRequest(QUESTION, DEMO, PREVIEWED, AT)),
                arguments("preview-answer", ANSWER),
                arguments(
                        "preview-answer-unshared",
                        new PreviewAnswer(QUESTION, FRA, NODE, ANSWER.memory(), null, List.of())),
                arguments(
                        "purge-preview",
                        PurgePreview.of(
                                DEMO,
                                PREVIEWED.stream().map(PurgeSelector::text).toList(),
                                List.of(new PurgePreview.Pop(
                                        FRA, List.of(PurgePreview.Node.of(ANSWER)), ANSWER.shared(), ANSWER.samples())),
                                List.of(new NodeId("nyc-1")))),
                arguments("purge-status", STATUS),
                arguments("publish-result", new PublishResult(DEMO, "css/site.css", "\"0a1b\"", 1234, STATUS)),
                arguments("webhook-mark", new WebhookMark(AT, WebhookMark.Outcome.DELIVERED)),
                arguments("publish-result-pending", new PublishResult(DEMO, "css/site.css", null, 0, null)),
                arguments(
                        "problem",
                        Problem.of("unknown-site", "Unknown site", 404, "site 'x' is not known: apply its file first")),
                arguments("problem-instance", new Problem("urn:skerry:problem:x", "X", 400, "y", "/v1/sites/x")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void a_message_is_written_byte_for_byte(String name, Object value) {
        assertThat(Json.writeString(value)).isEqualTo(golden(name + ".json"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void a_message_is_read_back_to_an_equal_value(String name, Object value) {
        byte[] text = golden(name + ".json").getBytes(StandardCharsets.UTF_8);
        assertThat((Object) Json.readMessage(text, value.getClass())).isEqualTo(value);
        assertThat((Object) Json.readInput(text, value.getClass())).isEqualTo(value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void an_unknown_field_is_passed_over_in_a_message_and_refused_in_input(String name, Object value) {
        String text =
                "{\"fromTheFuture\":[1],\"nested\":{}," + golden(name + ".json").substring(1);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat((Object) Json.readMessage(bytes, value.getClass())).isEqualTo(value);
        assertThatThrownBy(() -> Json.readInput(bytes, value.getClass()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown field 'fromTheFuture': known here are ");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                PurgeRecord.class,
                NodeReport.class,
                NodeStats.class,
                SiteVersion.class,
                SiteConfig.class,
                PurgeStatus.class,
                PublishResult.class,
                WebhookMark.class,
                PreviewRequest.class,
                PreviewAnswer.class,
                PurgePreview.class,
                Problem.class
            })
    void a_message_without_its_fields_is_refused(Class<?> type) {
        assertThatThrownBy(() -> Json.readMessage("{}".getBytes(StandardCharsets.UTF_8), type))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_smallest_site_file_takes_its_defaults() {
        assertThat(Json.readYaml(bytes("site-config-small.yaml"), SiteConfig.class))
                .isEqualTo(new SiteConfig(
                        SMALL.site(),
                        SMALL.hosts(),
                        SMALL.origins(),
                        null,
                        SiteConfig.Cache.DEFAULT,
                        SiteConfig.Lease.DEFAULT));
    }

    @Test
    void a_site_file_says_the_same_in_yaml_and_in_json() {
        assertThat(Json.readYaml(bytes("site-config-full.yaml"), SiteConfig.class))
                .isEqualTo(FULL);
        assertThat(Json.readYaml(bytes("site-config-full.json"), SiteConfig.class))
                .isEqualTo(FULL);
        assertThat(Json.readInput(bytes("site-config-full.json"), SiteConfig.class))
                .isEqualTo(FULL);
    }

    @Test
    void the_text_forms_of_selectors_and_fences_are_those_of_the_golden_file() {
        for (String line : golden("text-forms.txt").split("\n", -1)) {
            String text = line.substring(line.indexOf(' ') + 1);
            switch (line.substring(0, line.indexOf(' '))) {
                case "selector" -> {
                    PurgeSelector selector = PurgeSelector.parse(text);
                    assertThat(selector.text()).isEqualTo(text);
                    assertThat(Json.writeString(selector)).isEqualTo("\"" + text + "\"");
                }
                case "fence" -> assertThat(Fence.parse(text)).hasToString(text);
                case "logKey" -> {
                    String[] part = text.split("/", 3);
                    PurgeRecord purge = new PurgeRecord(
                            ID,
                            new SiteId(part[0]),
                            PurgeMode.parse(part[1]),
                            PurgeSelector.parse(part[2]),
                            0,
                            1,
                            AT,
                            "x");
                    assertThat(purge.logKey()).isEqualTo(text);
                }
                default -> throw new AssertionError("unknown kind of line: " + line);
            }
        }
    }

    @Test
    void a_site_keeps_its_partition() {
        Map<String, Integer> golden = new TreeMap<>();
        Map<String, Integer> computed = new TreeMap<>();
        for (String line : golden("partitions.txt").split("\n", -1)) {
            String[] field = line.split(" ", -1);
            String name = field[0] + " of " + field[1];
            golden.put(name, Integer.parseInt(field[2]));
            computed.put(name, Topics.partitionOf(new SiteId(field[0]), Integer.parseInt(field[1])));
        }
        assertThat(computed).hasSizeGreaterThan(12).isEqualTo(golden);
    }

    private static String golden(String name) {
        String text = new String(bytes(name), StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n");
        return text.substring(0, text.length() - 1);
    }

    private static byte[] bytes(String name) {
        try (InputStream file =
                Objects.requireNonNull(GoldenTest.class.getResourceAsStream("/golden/" + name), "no golden " + name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
