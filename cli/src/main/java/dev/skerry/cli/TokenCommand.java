package dev.skerry.cli;

import dev.skerry.cli.platform.Secrets;
import dev.skerry.cli.platform.TokenSigner;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.TimeSpan;
import dev.skerry.contract.token.TokenClaims;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code skerry token}. */
@Command(
        name = "token",
        header = "Print a bearer token for the HTTP APIs.",
        description = {
            "Signs a JWT (ES256) with the platform's key. Scopes: content:write, sites:write (an operator's:"
                    + " it says which origins the edges fetch from), purge:select (URLs, keys and prefixes), purge:all (hosts and"
                    + " whole sites, too), purge:read, status:read."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  TOKEN=$(./skerry token demo content:write purge:select --ttl 8h)",
            "  curl -H \"Authorization: Bearer $TOKEN\" -T a.css http://127.0.0.1:8081/v1/sites/demo/content/a.css"
        })
final class TokenCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(index = "0", paramLabel = "SITE", description = "Site the token holds for, or * for all.")
    private String site = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "SCOPE", description = "What it allows.")
    private List<String> scopes = List.of();

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long it holds, such as 90s, 8h or 30d (default: ${DEFAULT-VALUE}).")
    private TimeSpan ttl = TimeSpan.ZERO;

    @Option(
            names = "--subject",
            paramLabel = "WHO",
            defaultValue = "cli",
            description = "Who it is for; appears in the record of purges (default: ${DEFAULT-VALUE}).")
    private String subject = "";

    TokenCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        for (String scope : scopes) {
            if (!TokenSigner.SCOPES.contains(scope)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "scope '" + scope + "' is unknown: use " + String.join(", ", TokenSigner.SCOPES));
            }
        }
        if (!site.equals(TokenClaims.ANY_SITE)) {
            requireSite();
        }
        if (ttl.duration().isZero()) {
            throw new ParameterException(spec.commandLine(), "--ttl must be more than nothing");
        }
        TokenSigner signer = new Secrets(data.get().secrets()).tokenSigner(Clock.systemUTC());
        terminal.say(signer.sign(subject, site, scopes, ttl.duration()));
        return Main.OK;
    }

    private void requireSite() {
        try {
            site = new SiteId(site).value();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
