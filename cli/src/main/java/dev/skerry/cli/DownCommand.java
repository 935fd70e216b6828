package dev.skerry.cli;

import dev.skerry.cli.platform.DataFolder;
import dev.skerry.cli.platform.Platform;
import dev.skerry.cli.platform.PlatformLock;
import dev.skerry.cli.platform.RunFolder;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code skerry down}. */
@Command(
        name = "down",
        header = "Stop the platform.",
        description =
                "Stops every process: edges first, Kafka last. What was published and purged stays for the next up.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./skerry down", "  ./skerry down --data /tmp/second"})
final class DownCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private DataOption data = new DataOption();

    DownCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        DataFolder folder = data.get();
        RunFolder run = new RunFolder(folder.run());
        if (run.states().isEmpty() && !run.isStopping()) {
            terminal.say("Nothing runs in " + folder.root() + ".");
            return Main.OK;
        }
        try (PlatformLock _ = PlatformLock.take(folder)) {
            new Platform(folder, Clock.systemUTC(), line -> terminal.say("  " + line)).stop();
        }
        terminal.say("Stopped. Data stay in " + folder.root() + ".");
        return Main.OK;
    }
}
