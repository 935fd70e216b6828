package dev.skerry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The audit trail outlives the program that wrote it: its golden files pin its form. */
class AuditRecordTest {
    private static final Instant AT = Instant.parse("2026-05-04T03:02:01.123Z");
    private static final PurgeId ID = new PurgeId("p-0123456789abcdef");
    private static final AuditRecord COMMITTED = record(
            AuditRecord.Via.NATIVE, List.of("url:/a", "key:k"), 2, new AuditRecord.Committed(new Position(3, 1042)));
    private static final AuditRecord REFUSED = new AuditRecord(
            AT,
            null,
            new SiteId("demo"),
            "ci",
            "2001:db8::7",
            AuditRecord.Via.CLOUDFLARE,
            null,
            List.of(),
            0,
            new AuditRecord.Refused("forbidden"));

    private static AuditRecord record(
            AuditRecord.Via via, List<String> selectors, int count, AuditRecord.Outcome outcome) {
        return new AuditRecord(
                AT, ID, new SiteId("demo"), "ci", "192.0.2.7", via, PurgeMode.SOFT, selectors, count, outcome);
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                arguments("audit-record-committed", COMMITTED),
                arguments("audit-record-refused", REFUSED),
                arguments(
                        "audit-record-not-committed",
                        record(AuditRecord.Via.FASTLY, List.of("everything"), 1, new AuditRecord.NotCommitted())),
                arguments("audit-page", new AuditPage(List.of(COMMITTED, REFUSED), null, null)),
                arguments("audit-page-cut-off", new AuditPage(List.of(REFUSED), AuditPage.CutOff.LIMIT, AT)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void it_is_written_byte_for_byte_and_read_back(String name, Object value) throws IOException {
        try (InputStream file = Objects.requireNonNull(
                AuditRecordTest.class.getResourceAsStream("/golden/" + name + ".json"), "no golden " + name)) {
            byte[] golden = file.readAllBytes();
            assertThat(Json.writeString(value) + "\n").isEqualTo(new String(golden, StandardCharsets.UTF_8));
            assertThat((Object) Json.readMessage(golden, value.getClass())).isEqualTo(value);
        }
    }

    @Test
    void of_many_and_long_selectors_the_beginnings_are_kept() {
        String longest = "url:/" + "a".repeat(20_000);
        AuditRecord record = record(
                AuditRecord.Via.EDGE, Collections.nCopies(1_000, longest), 1_000, new AuditRecord.NotCommitted());
        assertThat(record.selectors())
                .hasSize(AuditRecord.MAX_SELECTORS)
                .allSatisfy(selector -> assertThat(selector)
                        .hasSize(AuditRecord.MAX_SELECTOR_LENGTH)
                        .startsWith("url:/aaa")
                        .endsWith("a..."));
        assertThat(Json.write(record).length)
                .isLessThan(Integer.parseInt(
                        Objects.requireNonNull(Topics.AUDIT.settings().get("max.message.bytes"))));
    }

    @Test
    void an_api_that_is_unknown_is_refused() {
        assertThat(AuditRecord.Via.parse("event")).isEqualTo(AuditRecord.Via.EVENT);
        assertThatThrownBy(() -> AuditRecord.Via.parse("fax")).hasMessageContaining("native, fastly");
    }
}
