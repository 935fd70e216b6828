package dev.skerry.cli;

import dev.skerry.cli.platform.CommandFailed;
import dev.skerry.cli.platform.PlatformClient;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SurrogateKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code skerry publish}. */
@Command(
        name = "publish",
        header = "Publish files to the content store of a site.",
        description = {
            "A file is published by its name, a folder with all files below it by their paths in it. Each replaces what was"
                    + " there, and purges its URL by itself. Links in folders are named and passed over.",
            "Exit code 1 if any file failed; the others are published."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./skerry publish demo ./public",
            "  ./skerry publish demo logo.svg style.css --prefix assets --key brand"
        })
final class PublishCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(index = "0", paramLabel = "SITE", description = "Where to.")
    private SiteId site = new SiteId("none");

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "Files and folders.")
    private List<Path> paths = List.of();

    @Option(names = "--prefix", paramLabel = "P", defaultValue = "", description = "Path put before each name.")
    private String prefix = "";

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Surrogate key of the files, to purge them by. Repeatable.")
    private List<SurrogateKey> keys = List.of();

    PublishCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Upload.Found found;
        try {
            found = Upload.collect(paths, prefix);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        found.passedOver()
                .forEach(file -> terminal.error(file + " is passed over: only files are published, and no links"));
        if (found.uploads().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no file to publish in "
                            + paths.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
        long start = System.nanoTime();
        List<Publisher.Outcome> outcomes;
        try (PlatformClient client = PlatformClient.of(data.get())) {
            outcomes = new Publisher(client, site, keys).publish(found.uploads(), this::progress);
        }
        return tell(outcomes, (System.nanoTime() - start) / 1e9);
    }

    private void progress(int done, int of) {
        if (terminal.interactive()) {
            terminal.out().print("\r" + done + "/" + of + (done == of ? "\n" : ""));
            terminal.out().flush();
        }
    }

    private int tell(List<Publisher.Outcome> outcomes, double seconds) {
        long bytes = 0;
        int published = 0;
        int pending = 0;
        int failed = 0;
        for (Publisher.Outcome outcome : outcomes) {
            switch (outcome) {
                case Publisher.Published done -> {
                    published++;
                    bytes += done.result().size();
                    pending += done.result().purge() == null ? 1 : 0;
                }
                case Publisher.Failed failure -> {
                    failed++;
                    terminal.error(failure.upload().file() + ": " + failure.reason());
                }
            }
        }
        terminal.say("Published %d files, %,d bytes, to %s in %.1f s.".formatted(published, bytes, site, seconds));
        if (pending > 0) {
            terminal.say(pending + " purges wait for purge-service: PoPs may serve the old content until it answers.");
        }
        if (failed > 0) {
            throw new CommandFailed(
                    failed + " of " + outcomes.size() + " files were not published", "Run it again for those.");
        }
        return Main.OK;
    }
}
