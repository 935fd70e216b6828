package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.PreviewAnswer;
import dev.skerry.contract.PurgePreview;
import dev.skerry.purge.Await;
import dev.skerry.purge.SimulatedNode;
import dev.skerry.purge.log.PurgeLog;
import dev.skerry.purge.progress.PurgeTracker;
import dev.skerry.testing.RealParts;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Nodes that tell what a purge would hit, as the service under test sees them, and no others. */
final class PreviewedFleet implements AutoCloseable {
    private final ApiClient api;
    private final PurgeTracker tracker;
    private final List<SimulatedNode> nodes = new ArrayList<>();

    /** Returns once the service can ask, and knows no node of another test. */
    PreviewedFleet(ApiClient api, PurgeLog log, PurgeTracker tracker) {
        this.api = api;
        this.tracker = tracker;
        Await.until("the service is ready", () -> log.state().isReady());
        Await.until("no node serves", () -> tracker.serving().isEmpty());
        Await.until("the answers are followed", () -> log.previews().state().isReady());
    }

    /** Starts a node; returns once the service knows that it serves. */
    SimulatedNode node(String name) {
        SimulatedNode node = SimulatedNode.start(RealParts.kafka().bootstrapServers(), name);
        nodes.add(node);
        Await.until("it is known to serve", () -> tracker.serving().containsKey(new NodeId(name)));
        return node;
    }

    static PreviewAnswer.Count count(long objects, long siteObjects) {
        return new PreviewAnswer.Count(objects, 10 * objects, siteObjects, 10 * siteObjects, true, siteObjects);
    }

    /** Asks for a preview by a token of this scope. */
    HttpResponse<String> ask(String pathAndQuery, String body, String scope) throws Exception {
        return api.send(api.request(pathAndQuery)
                .header("Authorization", api.token("*", scope))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    /** A preview on the site demo. */
    PurgePreview preview(String query, String body) throws Exception {
        HttpResponse<String> response = ask("/v1/sites/demo/purges/preview" + query, body, "purge:read");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.readMessage(response.body().getBytes(StandardCharsets.UTF_8), PurgePreview.class);
    }

    @Override
    public void close() {
        nodes.forEach(SimulatedNode::close);
    }
}
