package dev.skerry.cli;

import dev.skerry.cli.platform.CommandFailed;
import dev.skerry.contract.PopId;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SurrogateKey;
import dev.skerry.contract.TimeSpan;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code skerry}: reads the command line and runs one subcommand. */
@Command(
        name = "skerry",
        header = "A self-hosted CDN whose purges prove themselves.",
        description = "Runs the platform on this machine and speaks to it.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nFirst steps:%n",
        footer = {
            "  ./skerry up --detach",
            "  ./skerry publish demo ./my-site",
            "  ./skerry purge demo --all --wait",
            "  ./skerry test              runs the tests",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."
        })
public final class Main implements Callable<Integer> {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Main() {}

    /** No subcommand was given. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return USAGE;
    }

    /** Runs the command line and exits with its code. */
    public static void main(String[] args) {
        System.exit(execute(Terminal.ofProcess(), args));
    }

    /** Runs the command line; tests drive the command here, with a terminal of their own. */
    static int execute(Terminal terminal, String... args) {
        CommandLine sites = new CommandLine(new SitesCommand())
                .addSubcommand(new SitesCommand.Apply(terminal))
                .addSubcommand(new SitesCommand.ListAll(terminal));
        CommandLine containers = new CommandLine(new ContainersCommand())
                .addSubcommand(new ContainersCommand.MakeSecrets(terminal))
                .addSubcommand(new ContainersCommand.Demo(terminal));
        CommandLine command = new CommandLine(new Main())
                .addSubcommand(new UpCommand(terminal))
                .addSubcommand(new DownCommand(terminal))
                .addSubcommand(new StatusCommand(terminal))
                .addSubcommand(new PublishCommand(terminal))
                .addSubcommand(new PurgeCommand(terminal))
                .addSubcommand(new AuditCommand(terminal, InstantSource.system()))
                .addSubcommand(new ExplainCommand(terminal))
                .addSubcommand(sites)
                .addSubcommand(new TokenCommand(terminal))
                .addSubcommand(new WebhookSecretCommand(terminal))
                .addSubcommand(new EdgeCommand())
                .addSubcommand(BenchCommand.commandLine())
                .addSubcommand(containers);
        command.getSubcommands().values().forEach(Main::addHelp);
        sites.getSubcommands().values().forEach(Main::addHelp);
        containers.getSubcommands().values().forEach(Main::addHelp);
        register(command, SiteId.class, SiteId::new);
        register(command, PopId.class, PopId::new);
        register(command, SurrogateKey.class, SurrogateKey::new);
        register(command, TimeSpan.class, TimeSpan::parse);
        return command.setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpAutoWidth(terminal.interactive())
                .setParameterExceptionHandler((wrong, given) -> usageError(terminal, wrong))
                .setExecutionExceptionHandler((failure, line, parsed) -> failure(terminal, failure))
                .execute(args);
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec().mixinStandardHelpOptions(true);
    }

    /** Values of the contract check themselves, and say what would be right. */
    private static <T> void register(CommandLine command, Class<T> type, Function<String, T> read) {
        ITypeConverter<T> converter = text -> {
            try {
                return read.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
        command.registerConverter(type, converter);
    }

    private static int usageError(Terminal terminal, CommandLine.ParameterException wrong) {
        terminal.error(String.valueOf(wrong.getMessage()));
        terminal.err()
                .println("  See ./" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help.");
        return USAGE;
    }

    private static int failure(Terminal terminal, Exception failure) throws Exception {
        switch (failure) {
            case CommandFailed failed -> {
                terminal.error(String.valueOf(failed.getMessage()));
                terminal.err().println("  " + failed.next());
            }
            case UncheckedIOException file -> {
                terminal.error(file.getMessage() + ": " + file.getCause());
                terminal.err()
                        .println("  See whose it is and whether there is room; --data DIR names another data folder.");
            }
            case IllegalStateException unfit -> {
                terminal.error(String.valueOf(unfit.getMessage()));
                terminal.err()
                        .println("  If that does not tell you what to do, it is a bug of ours: please report it.");
            }
            default -> throw failure;
        }
        return FAILED;
    }

    /** The version that was built. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "skerry " + (version == null ? "(not packaged)" : version) + ", Java " + Runtime.version()
            };
        }
    }
}
