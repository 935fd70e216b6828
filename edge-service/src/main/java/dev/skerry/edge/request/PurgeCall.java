package dev.skerry.edge.request;

import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.contract.TraceContext;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code PURGE URL} is at purge-service: {@code POST /v1/sites/{site}/purges} with that URL, as its sender. The token
 * goes on as it came, in {@code Authorization} or in Fastly's {@code Fastly-Key}, and is looked at by purge-service alone.
 */
sealed interface PurgeCall {
    /** Fields that mean the same to purge-service as they came. */
    List<String> PASSED_ON = List.of("idempotency-key", SkerryHeaders.PURGE_FORCE, TraceContext.FIELD);

    /** To be sent. */
    record Send(RequestHead head, Body content) implements PurgeCall {}

    /** Not to be sent. */
    record Refused(PurgeRefusal reason) implements PurgeCall {}

    /**
     * Reads a PURGE.
     *
     * @param via this node's member of the {@code Via} field
     */
    static PurgeCall of(SiteId site, RequestHead received, UpstreamTarget service, String via) {
        List<String> soft = new ArrayList<>(received.fields().all(SkerryHeaders.SOFT_PURGE));
        soft.addAll(received.fields().all("fastly-soft-purge"));
        if (!soft.stream().allMatch("1"::equals)) {
            return new Refused(PurgeRefusal.UNKNOWN_MODE);
        }
        byte[] content = Json.write(new PurgeRequest(
                List.of("http://" + received.host() + received.target()),
                List.of(),
                List.of(),
                List.of(),
                false,
                soft.isEmpty() ? PurgeMode.HARD : PurgeMode.SOFT));
        Fields.Builder fields = Fields.builder()
                .add("host", service.host() + ":" + service.port())
                .add("content-type", "application/json")
                .add("content-length", Integer.toString(content.length))
                .add("via", via);
        for (String name : PASSED_ON) {
            received.fields().all(name).forEach(value -> fields.add(name, value));
        }
        authorization(received.fields()).forEach(value -> fields.add("authorization", value));
        String path = service.pathPrefix() + "/v1/sites/" + site + "/purges";
        return new Send(new RequestHead("POST", service.host(), path, fields.build()), Body.of(List.of(content)));
    }

    private static List<String> authorization(Fields received) {
        List<String> own = received.all("authorization");
        @Nullable String key = received.first("fastly-key");
        return own.isEmpty() && key != null ? List.of("Bearer " + key) : own;
    }
}
