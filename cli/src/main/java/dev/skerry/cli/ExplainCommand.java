package dev.skerry.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skerry.cli.platform.CommandFailed;
import dev.skerry.cli.platform.PlatformClient;
import dev.skerry.cli.platform.PopPorts;
import dev.skerry.contract.PopId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skerry explain}. */
@Command(
        name = "explain",
        header = "Show what a PoP would do with a request for a URL, and why.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./skerry explain http://demo.localhost/index.html",
            "  ./skerry explain http://demo.localhost/index.html --pop sgp --json",
            "  ./skerry explain http://demo.localhost/logo.svg -H 'Accept-Language: de' -H 'Range: bytes=0-99'"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(paramLabel = "URL", description = "Absolute http or https URL.")
    private String url = "";

    @Option(names = "--pop", paramLabel = "POP", description = "Who is asked (default: the first PoP).")
    private @Nullable PopId pop;

    @Option(names = "--method", paramLabel = "METHOD", description = "Method (default: ${DEFAULT-VALUE}).")
    private String method = "GET";

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME:VALUE",
            description = "A header field of the request; may be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(names = "--json", description = "Print the answer as it came, on one line.")
    private boolean json;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (PlatformClient client = PlatformClient.of(data.get())) {
            PopPorts ports = pop == null
                    ? client.layout().pops().getFirst()
                    : client.layout().pop(pop);
            StringBuilder path = new StringBuilder("/explain?url=").append(encoded(url));
            if (!method.equals("GET")) {
                path.append("&method=").append(encoded(method));
            }
            headers.forEach(header -> path.append("&header=").append(encoded(header)));
            String answer = new String(
                    client.send(
                            "the edge of " + ports.pop(),
                            client.admin(ports, path.toString()).build()),
                    StandardCharsets.UTF_8);
            terminal.say(
                    json ? answer.strip() : new ObjectMapper().readTree(answer).toPrettyString());
            return Main.OK;
        } catch (JsonProcessingException e) {
            throw new CommandFailed("the answer is not JSON: " + e.getOriginalMessage(), "Look at it with --json.", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
