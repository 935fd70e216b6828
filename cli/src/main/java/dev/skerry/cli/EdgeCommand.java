package dev.skerry.cli;

import dev.skerry.cli.platform.LoneEdge;
import dev.skerry.contract.Json;
import dev.skerry.contract.SiteConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code skerry edge}. */
@Command(
        name = "edge",
        header = "Run one edge alone in front of any origin.",
        description = "No Kafka, no Redis: a caching reverse proxy in the foreground, on 127.0.0.1. Ctrl-C stops it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./skerry edge --site docs.yaml",
            "  ./skerry edge --site docs.yaml --http 8000 --https 8443 --event-loops 2",
            "",
            "The smallest site file:",
            "  site: docs",
            "  hosts: [docs.localhost, 127.0.0.1]",
            "  origins: [{url: \"http://127.0.0.1:8900\"}]"
        })
final class EdgeCommand implements Callable<Integer> {
    private static final String PORT = "PORT";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--site", paramLabel = "FILE", required = true, description = "Site file (YAML).")
    private Path site = Path.of("");

    @Option(
            names = "--http",
            paramLabel = PORT,
            defaultValue = "9001",
            description = "Port for HTTP (default: ${DEFAULT-VALUE}).")
    private int http;

    @Option(names = "--https", paramLabel = PORT, description = "Port for HTTPS, with a certificate for localhost.")
    private @Nullable Integer https;

    @Option(
            names = "--admin",
            paramLabel = PORT,
            defaultValue = "9901",
            description = "Port for health, metrics and explain (default: ${DEFAULT-VALUE}).")
    private int admin;

    @Option(names = "--event-loops", paramLabel = "N", description = "Threads that serve (default: one per core).")
    private @Nullable Integer eventLoops;

    @Override
    public Integer call() {
        try {
            Json.readYaml(Files.readAllBytes(site), SiteConfig.class);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "site file " + site + " cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), site + ": " + e.getMessage(), e);
        }
        return new LoneEdge(
                        site.toAbsolutePath(),
                        http,
                        https == null ? OptionalInt.empty() : OptionalInt.of(https),
                        admin,
                        eventLoops == null ? OptionalInt.empty() : OptionalInt.of(eventLoops))
                .run(data.get(), Clock.systemUTC());
    }
}
