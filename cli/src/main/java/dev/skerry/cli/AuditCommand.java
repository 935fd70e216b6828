package dev.skerry.cli;

import dev.skerry.cli.platform.PlatformClient;
import dev.skerry.contract.AuditPage;
import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Json;
import dev.skerry.contract.Position;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.TimeSpan;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code skerry audit}. */
@Command(
        name = "audit",
        header = "Show who purged what, newest first.",
        description = {
            "One line per request to purge: when, by whom and from where, by which API, and how it ended: the position of"
                    + " the purge in the log, or why it was refused. Kept for 90 days.",
            "WHEN is an instant (2026-05-04T03:02:01Z) or a time before now (90s, 2h, 7d)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./skerry audit demo --since 24h",
            "  ./skerry audit demo --by ci --json | jq '.records[] | select(.outcome.kind == \"refused\")'"
        })
final class AuditCommand implements Callable<Integer> {
    private static final String SERVICE = "purge-service";
    private static final int SHOWN_SELECTORS = 2;
    private static final int MAX_SELECTOR = 60;

    private final Terminal terminal;
    private final InstantSource clock;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(paramLabel = "SITE", description = "Whose purges.")
    private SiteId site = new SiteId("none");

    @Option(names = "--since", paramLabel = "WHEN", description = "From then on.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "WHEN", description = "Before then.")
    private @Nullable String until;

    @Option(names = "--by", paramLabel = "WHO", description = "By this subject of a token alone.")
    private @Nullable String by;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many at most, up to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print one JSON object, with all selectors that are kept.")
    private boolean json;

    AuditCommand(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        String path = "/v1/sites/" + site + "/audit?limit=" + limit + parameter("since", instant("--since", since))
                + parameter("until", instant("--until", until)) + parameter("by", by);
        try (PlatformClient client = PlatformClient.of(data.get())) {
            byte[] answer = client.send(
                    SERVICE,
                    client.purge(path)
                            .header("Authorization", client.authorization(site.value(), "purge:read"))
                            .build());
            if (json) {
                terminal.say(new String(answer, StandardCharsets.UTF_8).strip());
            } else {
                print(Json.readMessage(answer, AuditPage.class));
            }
        }
        return Main.OK;
    }

    private @Nullable String instant(String option, @Nullable String when) {
        if (when == null) {
            return null;
        }
        try {
            return Instant.parse(when).toString();
        } catch (DateTimeException notAnInstant) {
            return before(option, when);
        }
    }

    private String before(String option, String when) {
        try {
            return clock.instant().minus(TimeSpan.parse(when).duration()).toString();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " must be an instant, such as 2026-05-04T03:02:01Z, or a time before now, such as 2h",
                    e);
        }
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private void print(AuditPage page) {
        if (page.records().isEmpty()) {
            terminal.say("Nothing was purged, or refused, in that time.");
        } else {
            Table table = new Table("AT", "BY", "FROM", "VIA", "MODE", "SELECTORS", "OUTCOME");
            page.records()
                    .forEach(record -> table.add(
                            record.at().toString(),
                            record.by(),
                            record.client(),
                            record.via().text(),
                            record.mode() == null ? "-" : record.mode().text(),
                            selectors(record),
                            outcome(record.outcome())));
            List<String> lines = table.lines();
            terminal.say(terminal.bold(lines.getFirst()));
            for (int i = 1; i < lines.size(); i++) {
                boolean committed = page.records().get(i - 1).outcome() instanceof AuditRecord.Committed;
                terminal.say(committed ? lines.get(i) : terminal.red(lines.get(i)));
            }
        }
        if (page.cutOff() != null) {
            terminal.say("There may be more: " + reason(page.cutOff())
                    + (page.lookedBackTo() == null
                            ? ""
                            : "; go on with --until " + page.lookedBackTo().plusMillis(1))
                    + ".");
        }
    }

    private static String reason(AuditPage.CutOff cutOff) {
        return switch (cutOff) {
            case LIMIT -> "this is as many as were asked for";
            case BOUND -> "so much is looked through at a time";
        };
    }

    private static String selectors(AuditRecord record) {
        if (record.count() == 0) {
            return "-";
        }
        StringBuilder text = new StringBuilder();
        record.selectors().stream()
                .limit(SHOWN_SELECTORS)
                .forEach(selector -> text.append(text.isEmpty() ? "" : " ")
                        .append(
                                selector.length() > MAX_SELECTOR
                                        ? selector.substring(0, MAX_SELECTOR - 3) + "..."
                                        : selector));
        int more = record.count() - Math.min(SHOWN_SELECTORS, record.selectors().size());
        return more == 0 ? text.toString() : text + " and " + more + " more";
    }

    private static String outcome(AuditRecord.Outcome outcome) {
        return switch (outcome) {
            case AuditRecord.Committed(Position position) ->
                "committed at " + position.partition() + ":" + position.offset();
            case AuditRecord.Refused(String problem) -> "refused: " + problem;
            case AuditRecord.NotCommitted() -> "not committed";
        };
    }
}
