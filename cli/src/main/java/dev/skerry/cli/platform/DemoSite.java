package dev.skerry.cli.platform;

import dev.skerry.contract.PopId;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** The site {@code demo}, so that a new platform has something to show. What is there already is left alone. */
public final class DemoSite {
    /** Its name. */
    public static final String NAME = "demo";

    /** The host it is asked for by; {@code *.localhost} needs no entry in any hosts file (RFC 6761 §6.3). */
    public static final String HOST = "demo.localhost";

    private static final String SERVICE = "origin-service";
    private static final String INDEX = "/v1/sites/" + NAME + "/content/index.html";

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

    /** Applies the site and publishes its page, each if it is absent. */
    public static void ensure(PlatformClient client) {
        if (isAbsent(client, "/v1/sites/" + NAME)) {
            client.send(
                    SERVICE,
                    client.origin("/v1/sites/" + NAME)
                            .header("Authorization", client.authorization(NAME, "sites:write"))
                            .header("Content-Type", "application/yaml")
                            .PUT(BodyPublishers.ofString(
                                    yaml(client.layout().pops().getFirst().pop())))
                            .build());
        }
        if (isAbsent(client, INDEX)) {
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
    }

    private static boolean isAbsent(PlatformClient client, String path) {
        HttpResponse<byte[]> answer = client.exchange(
                SERVICE,
                client.origin(path)
                        .header("Authorization", client.authorization(NAME, "status:read"))
                        .build());
        if (answer.statusCode() == 404) {
            return true;
        }
        if (answer.statusCode() / 100 != 2) {
            throw PlatformClient.refusal(SERVICE, answer);
        }
        return false;
    }
}
