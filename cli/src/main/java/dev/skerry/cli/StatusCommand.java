package dev.skerry.cli;

import dev.skerry.cli.platform.DataFolder;
import dev.skerry.cli.platform.HealthProbe;
import dev.skerry.cli.platform.Layout;
import dev.skerry.cli.platform.PartState;
import dev.skerry.cli.platform.RunFolder;
import dev.skerry.contract.Json;
import dev.skerry.parts.KafkaBroker;
import dev.skerry.parts.LogTail;
import dev.skerry.parts.RedisServer;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code skerry status}. */
@Command(
        name = "status",
        header = "Show what runs.",
        description = {
            "One line per process: whether it lives, is ready, how long it runs and how much memory it has resident.",
            "Exit code 0 means that everything is ready, 1 that something is not, or that nothing runs."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./skerry status", "  ./skerry status --json | jq '.parts[] | select(.ready | not)'"})
final class StatusCommand implements Callable<Integer> {
    private static final int LOG_LINES = 10;

    private final Terminal terminal;

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * A process in {@code --json}.
     *
     * @param state {@code running} or {@code dead}
     * @param uptimeSeconds null if dead
     * @param rssBytes resident memory; null if dead or unknown
     */
    record PartReport(
            String name,
            String state,
            boolean ready,
            long pid,
            int port,
            @Nullable Long uptimeSeconds,
            @Nullable Long rssBytes,
            String log) {}

    /** All of {@code --json}; {@code layout} is null if nothing was started. */
    record Report(String data, boolean ready, @Nullable Layout layout, List<PartReport> parts) {}

    @Override
    public Integer call() {
        DataFolder folder = data.get();
        RunFolder run = new RunFolder(folder.run());
        Layout layout = run.layout().orElse(null);
        List<PartReport> parts;
        try (HttpClient http = HttpClient.newHttpClient()) {
            HealthProbe probe = new HealthProbe(http);
            parts = run.states().parallelStream()
                    .map(state -> report(state, layout, probe))
                    .toList();
        }
        boolean ready = !parts.isEmpty() && parts.stream().allMatch(PartReport::ready);
        Report report = new Report(folder.root().toString(), ready, layout, parts);
        if (json) {
            terminal.say(Json.writeString(report));
        } else {
            print(report);
            if (run.isStopping()) {
                terminal.say(
                        "It is being stopped, or a stop was cut short: ./skerry down" + data.suffix() + " ends it.");
            }
        }
        return ready ? Main.OK : Main.FAILED;
    }

    private static PartReport report(PartState state, @Nullable Layout layout, HealthProbe probe) {
        boolean alive = state.isAlive();
        return new PartReport(
                state.name(),
                alive ? "running" : "dead",
                alive && isReady(state, layout, probe),
                state.pid(),
                state.port(),
                state.process().uptime().map(Duration::toSeconds).orElse(null),
                alive ? state.process().residentBytes().orElse(null) : null,
                state.log());
    }

    private static boolean isReady(PartState state, @Nullable Layout layout, HealthProbe probe) {
        return switch (state.kind()) {
            case KAFKA -> KafkaBroker.answers(state.port());
            case REDIS -> RedisServer.answers(state.port());
            case SERVICE -> probe.isReady(state.port());
            case EDGE ->
                layout != null
                        && layout.pops().stream()
                                .filter(pop -> pop.http() == state.port())
                                .anyMatch(pop -> probe.isReady(pop.admin()));
        };
    }

    private void print(Report report) {
        if (report.parts.isEmpty()) {
            terminal.say("Nothing runs in " + report.data + ". Start it with ./skerry up.");
            return;
        }
        Table table = new Table("PART", "STATE", "READY", "PID", "UPTIME", "MEMORY", "PORT");
        for (PartReport part : report.parts) {
            table.add(
                    part.name,
                    part.state,
                    part.ready ? "yes" : "no",
                    Long.toString(part.pid),
                    part.uptimeSeconds == null ? "-" : uptime(part.uptimeSeconds),
                    part.rssBytes == null ? "-" : (part.rssBytes >> 20) + " MiB",
                    Integer.toString(part.port));
        }
        List<String> lines = table.lines();
        terminal.say(terminal.bold(lines.getFirst()));
        for (int i = 1; i < lines.size(); i++) {
            terminal.say(report.parts.get(i - 1).ready ? lines.get(i) : terminal.red(lines.get(i)));
        }
        long total = report.parts.stream()
                .mapToLong(part -> part.rssBytes == null ? 0 : part.rssBytes)
                .sum();
        terminal.say(
                "%d processes, %d MiB in all, data in %s".formatted(report.parts.size(), total >> 20, report.data));
        for (PartReport part : report.parts) {
            if (part.state.equals("dead")) {
                terminal.say("");
                terminal.say(part.name + " is dead. The end of " + part.log + ":");
                terminal.say(LogTail.of(Path.of(part.log), LOG_LINES));
                terminal.say("  Start it again with ./skerry up" + data.suffix() + ".");
            }
        }
    }

    private static String uptime(long seconds) {
        return seconds < 3600
                ? "%d:%02d".formatted(seconds / 60, seconds % 60)
                : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
