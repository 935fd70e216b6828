package dev.skerry.cli;

import dev.skerry.cli.platform.CommandFailed;
import dev.skerry.cli.platform.PlatformClient;
import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgePreview;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.TimeSpan;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code skerry purge}. */
@Command(
        name = "purge",
        header = "Purge content from every PoP, with proof.",
        description = {
            "Commits a purge. With --wait, returns when every PoP has applied it, and prints a receipt per node; exit"
                    + " code 1 if that takes longer than --timeout (the purge stays committed).",
            "With --preview, purges nothing, and prints what would be hit. A site may have a guard (guardPercent), which"
                    + " refuses what would hit too much of it, unless by --force.",
            "Selectors may be repeated and mixed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./skerry purge demo --all --wait",
            "  ./skerry purge demo --url http://demo.localhost/a.css --url /b.css --wait",
            "  ./skerry purge demo --key product-7 --soft",
            "  ./skerry purge demo --prefix /news/ --wait --json",
            "  ./skerry purge demo --prefix /news/ --preview"
        })
final class PurgeCommand implements Callable<Integer> {
    private static final Duration ANSWER_MARGIN = Duration.ofSeconds(10);
    private static final String SERVICE = "purge-service";

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(paramLabel = "SITE", description = "Whose content.")
    private SiteId site = new SiteId("none");

    @Option(names = "--url", paramLabel = "URL", description = "A URL, or a path on every host of the site.")
    private List<String> urls = List.of();

    @Option(names = "--key", paramLabel = "KEY", description = "A surrogate key.")
    private List<String> keys = List.of();

    @Option(names = "--prefix", paramLabel = "PATH", description = "Everything below a path, such as /news/.")
    private List<String> prefixes = List.of();

    @Option(names = "--host", paramLabel = "HOST", description = "Everything of a host.")
    private List<String> hosts = List.of();

    @Option(names = "--all", description = "Everything of the site.")
    private boolean all;

    @Option(names = "--soft", description = "Mark as stale, to be revalidated, instead of removing.")
    private boolean soft;

    @Option(names = "--wait", description = "Wait until every PoP has applied it.")
    private boolean await;

    @Option(names = "--preview", description = "Purge nothing, and tell what would be hit.")
    private boolean preview;

    @Option(names = "--force", description = "Purge even what the site's guard would refuse.")
    private boolean force;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long --wait waits (default: ${DEFAULT-VALUE}).")
    private TimeSpan timeout = TimeSpan.ZERO;

    @Option(names = "--json", description = "Print the purge as one JSON object.")
    private boolean json;

    PurgeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PurgeRequest request = request();
        boolean whole = request.selectors().stream().anyMatch(PurgeSelector::hitsWholeHost);
        try (PlatformClient client = PlatformClient.of(data.get())) {
            if (preview) {
                byte[] answer = send(client, "/preview", "purge:read", request);
                if (json) {
                    terminal.say(new String(answer, StandardCharsets.UTF_8).strip());
                } else {
                    PreviewPage.lines(Json.readMessage(answer, PurgePreview.class))
                            .forEach(terminal::say);
                }
                return Main.OK;
            }
            String query = await ? "?wait=complete&timeout=" + timeout : "";
            byte[] answer = send(client, query, whole ? "purge:all" : "purge:select", request);
            PurgeStatus status = Json.readMessage(answer, PurgeStatus.class);
            if (json) {
                terminal.say(new String(answer, StandardCharsets.UTF_8).strip());
            } else {
                print(status);
            }
            if (await && !status.state().reaches(PurgeStatus.State.COMPLETE)) {
                throw new CommandFailed(
                        "not every PoP has applied the purge within " + timeout + "; it is " + status.state(),
                        "It stays committed, and reaches the others as soon as they can be reached: see ./skerry status.");
            }
        }
        return Main.OK;
    }

    private byte[] send(PlatformClient client, String behind, String scope, PurgeRequest request) {
        return client.send(
                SERVICE,
                client.purge("/v1/sites/" + site + "/purges" + behind)
                        .header("Authorization", client.authorization(site.value(), scope))
                        .header("Content-Type", "application/json")
                        .timeout(timeout.duration().plus(ANSWER_MARGIN))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(request)))
                        .build());
    }

    private PurgeRequest request() {
        if (urls.isEmpty() && keys.isEmpty() && prefixes.isEmpty() && hosts.isEmpty() && !all) {
            throw new ParameterException(
                    spec.commandLine(), "say what to purge: --url, --key, --prefix, --host or --all");
        }
        if (preview && (await || force)) {
            throw new ParameterException(
                    spec.commandLine(), "--preview purges nothing: leave out --wait and --force, or --preview");
        }
        PurgeRequest request =
                new PurgeRequest(urls, keys, prefixes, hosts, all, soft ? PurgeMode.SOFT : PurgeMode.HARD, force);
        try {
            request.selectors();
            return request;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void print(PurgeStatus status) {
        terminal.say("Purge %s of %s: %s at %d:%d after %.1f ms"
                .formatted(
                        status.id(),
                        status.site(),
                        status.state().reaches(PurgeStatus.State.COMPLETE)
                                ? terminal.green(status.state().name())
                                : status.state().name(),
                        status.position().partition(),
                        status.position().offset(),
                        status.durationMs()));
        if (status.receipts().isEmpty()) {
            return;
        }
        Table table = new Table("POP", "NODE", "STATE", "LATENCY");
        for (Receipt receipt : status.receipts()) {
            table.add(
                    receipt.pop().value(),
                    receipt.node().toString(),
                    receipt.state().name(),
                    receipt.latencyMs() == null ? "-" : "%.1f ms".formatted(receipt.latencyMs()));
        }
        table.lines().forEach(line -> terminal.say("  " + line));
    }
}
