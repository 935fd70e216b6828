package dev.skerry.cli;

import dev.skerry.cli.platform.ContainerSecrets;
import dev.skerry.cli.platform.DemoSite;
import dev.skerry.cli.platform.PlatformClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code skerry containers}: what {@code up} does besides starting processes, for docker-compose.yml to run in its turn. */
@Command(name = "containers", hidden = true, header = "Prepare a platform that runs in containers.")
final class ContainersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say what to do: secrets, or demo");
    }

    /** {@code skerry containers secrets}. */
    @Command(
            name = "secrets",
            header = "Make the secrets at the first start, and hand out to each service what it needs.")
    static final class MakeSecrets implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private DataOption data = new DataOption();

        @Mixin
        private LayoutOptions layout = new LayoutOptions();

        @Option(
                names = "--hand-out",
                paramLabel = "DIR",
                required = true,
                description = "Folder whose folders verifier, origin, purge and edge get copies.")
        private Path handOut = Path.of("");

        MakeSecrets(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            new ContainerSecrets(data.get()).handOut(layout.layout(Optional.empty()), handOut, Clock.systemUTC());
            terminal.say("Secrets are in " + data.get().secrets() + ", copies for the services in " + handOut + ".");
            return Main.OK;
        }
    }

    /** {@code skerry containers demo}. */
    @Command(name = "demo", header = "Apply the demo site and publish its page, each if it is absent.")
    static final class Demo implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private DataOption data = new DataOption();

        Demo(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            boolean inForce;
            try (PlatformClient client = PlatformClient.of(data.get())) {
                inForce = DemoSite.ensure(client);
            }
            terminal.say("Site " + DemoSite.NAME
                    + (inForce
                            ? " is there, for " + DemoSite.HOST + "."
                            : " has been removed, and stays so until it is applied again."));
            return Main.OK;
        }
    }
}
