package dev.skerry.cli.platform;

import dev.skerry.contract.Json;
import dev.skerry.contract.PopId;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * The site {@code demo}, so that a new platform has something to show. What is there already is left alone, and so is what
 * an operator has removed: a site that was there before stays out of force.
 */
public final class DemoSite {
    /** Its name. */
    public static final String NAME = "demo";

    /** The host it is asked for by; {@code *.localhost} needs no entry in any hosts file (RFC 6761 §6.3). */
    public static final String HOST = "demo.localhost";

    private static final String SERVICE = "origin-service";
    private static final String SITE = "/v1/sites/" + NAME;
    private static final String INDEX = SITE + "/content/index.html";

    private DemoSite() {}

    /** The site file; the first PoP is the shield. */
    static String yaml(PopId shield) {
        return """
                site: %s
                hosts: [%s]
                origins: [{store: true}]
                shield: %s
                """.formatted(NAME, HOST, shield);
    }

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Skerry</title>
            <h1>It works.</h1>
            <p>This page came from origin-service through a PoP of your own. See its <code>Cache-Status</code>:
            <code>curl -I http://demo.localhost:PORT/index.html</code>, twice.
            """;

    /** What origin-service tells of a site; no version is active once the site has been removed. */
    private record Versions(@Nullable Integer active) {}

    /**
     * Applies the site and publishes its page, each if it is absent; neither if the site has been removed.
     *
     * @return whether the site is in force
     */
    public static boolean ensure(PlatformClient client) {
        HttpResponse<byte[]> site = ask(client, SITE, "GET");
        if (site.statusCode() == 404) {
            client.send(
                    SERVICE,
                    client.origin(SITE)
                            .header("Authorization", client.authorization(NAME, "sites:write"))
                            .header("Content-Type", "application/yaml")
                            .PUT(BodyPublishers.ofString(
                                    yaml(client.layout().pops().getFirst().pop())))
                            .build());
        } else if (Json.readMessage(site.body(), Versions.class).active() == null) {
            return false;
        }
        if (ask(client, INDEX, "HEAD").statusCode() == 404) {
            client.send(
                    SERVICE,
                    client.origin(INDEX)
                            .header("Authorization", client.authorization(NAME, "content:write"))
                            .PUT(BodyPublishers.ofString(PAGE.replace(
                                    "PORT",
                                    Integer.toString(
                                            client.layout().pops().getFirst().http()))))
                            .build());
        }
        return true;
    }

    private static HttpResponse<byte[]> ask(PlatformClient client, String path, String method) {
        HttpResponse<byte[]> answer = client.exchange(
                SERVICE,
                client.origin(path)
                        .header("Authorization", client.authorization(NAME, "status:read"))
                        .method(method, BodyPublishers.noBody())
                        .build());
        if (answer.statusCode() != 404 && answer.statusCode() / 100 != 2) {
            throw PlatformClient.refusal(SERVICE, answer);
        }
        return answer;
    }
}
