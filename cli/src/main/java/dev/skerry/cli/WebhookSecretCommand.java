package dev.skerry.cli;

import dev.skerry.cli.platform.Secrets;
import dev.skerry.contract.SiteId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code skerry webhook-secret}. */
@Command(
        name = "webhook-secret",
        header = "Print what the webhooks of a site are signed with.",
        description = {
            "Webhooks tell the URLs in a site's file (purge: {webhooks: [...]}) that a purge is complete, signed as Standard"
                    + " Webhooks are. The receiver checks the signature with this secret, which holds for this site alone and"
                    + " stays the same for as long as the platform's key does."
        },
        footerHeading = "%nExample:%n",
        footer = "  ./skerry webhook-secret demo")
final class WebhookSecretCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(paramLabel = "SITE", description = "Site the secret holds for.")
    private SiteId site = new SiteId("none");

    WebhookSecretCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.say(
                new Secrets(data.get().secrets()).webhookKey().secretOf(site).text());
        return Main.OK;
    }
}
