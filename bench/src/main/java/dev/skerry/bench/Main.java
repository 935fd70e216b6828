package dev.skerry.bench;

import dev.skerry.chaos.ChaosCommand;
import dev.skerry.rolling.RollingCommand;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command {@code ./skerry bench}, of {@code ./skerry test --chaos} and of {@code ./skerry test --rolling}. Exit codes: 0 goals met, 1 one missed or a failure, 2
 * wrong usage.
 */
@Command(
        name = "bench",
        header = "Measure the platform on this machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Callable<Integer> {
    private static final int USAGE = 2;

    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger ROOT = Logger.getLogger("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return USAGE;
    }

    /** Runs the command line and exits with its code. */
    public static void main(String[] args) {
        System.setProperty(
                "jdk.httpclient.allowRestrictedHeaders", "host,connection"); // as users of the chaos run need them
        ROOT.setLevel(Level.SEVERE); // clients that come and go with their brokers would talk into the figures
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .addSubcommand(new PurgeCommand())
                .addSubcommand(new ChaosCommand())
                .addSubcommand(new RollingCommand());
    }
}
