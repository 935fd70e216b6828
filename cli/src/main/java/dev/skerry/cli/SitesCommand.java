package dev.skerry.cli;

import dev.skerry.cli.platform.PlatformClient;
import dev.skerry.contract.Json;
import dev.skerry.contract.PopId;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteVersion;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code skerry sites}, the parent of its two. */
@Command(name = "sites", header = "Apply and list the configuration of sites.")
final class SitesCommand implements Callable<Integer> {
    private static final String SERVICE = "origin-service";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say what to do: apply FILE, or list");
    }

    /** {@code skerry sites apply}. */
    @Command(
            name = "apply",
            header = "Put a site file into force at every PoP.",
            description = "Each apply makes a new version. The file is checked before anything is sent.",
            footerHeading = "%nExample:%n",
            footer = {
                "  ./skerry sites apply docs.yaml",
                "",
                "The smallest site file:",
                "  site: docs",
                "  hosts: [docs.localhost]",
                "  origins: [{url: \"http://127.0.0.1:8900\"}]   # or {store: true}"
            })
    static final class Apply implements Callable<Integer> {
        private final Terminal terminal;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private DataOption data = new DataOption();

        @Parameters(paramLabel = "FILE", description = "Site file (YAML).")
        private Path file = Path.of("");

        Apply(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            byte[] yaml;
            SiteConfig config;
            try {
                yaml = Files.readAllBytes(file);
                config = Json.readYaml(yaml, SiteConfig.class);
            } catch (IOException e) {
                throw new ParameterException(spec.commandLine(), "site file " + file + " cannot be read: " + e, e);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), file + ": " + e.getMessage(), e);
            }
            try (PlatformClient client = PlatformClient.of(data.get())) {
                byte[] answer = client.send(
                        SERVICE,
                        client.origin("/v1/sites/" + config.site())
                                .header(
                                        "Authorization",
                                        client.authorization(config.site().value(), "sites:write"))
                                .header("Content-Type", "application/yaml")
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(yaml))
                                .build());
                SiteVersion version = Json.readMessage(answer, SiteVersion.class);
                terminal.say("Site " + config.site() + " is at version " + version.version() + ", for "
                        + String.join(", ", config.hosts()) + ".");
            }
            return Main.OK;
        }
    }

    /** {@code skerry sites list}. */
    @Command(
            name = "list",
            header = "List the sites and their active versions.",
            footerHeading = "%nExample:%n",
            footer = "  ./skerry sites list")
    static final class ListAll implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private DataOption data = new DataOption();

        ListAll(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            try (PlatformClient client = PlatformClient.of(data.get())) {
                byte[] answer = client.send(
                        SERVICE,
                        client.origin("/v1/sites")
                                .header("Authorization", client.authorization("*", "status:read"))
                                .build());
                Table table = new Table("SITE", "VERSION", "HOSTS", "ORIGIN", "SHIELD");
                for (SiteVersion version : Json.readMessage(answer, SiteVersion[].class)) {
                    SiteConfig config = version.config();
                    PopId shield = config.shield();
                    table.add(
                            config.site().value(),
                            Integer.toString(version.version()),
                            String.join(",", config.hosts()),
                            config.origins().stream()
                                    .map(origin -> origin.url() == null ? "store" : origin.url())
                                    .collect(Collectors.joining(",")),
                            shield == null ? "none" : shield.value());
                }
                table.lines().forEach(terminal::say);
            }
            return Main.OK;
        }
    }
}
