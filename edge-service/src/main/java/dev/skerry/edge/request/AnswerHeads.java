package dev.skerry.edge.request;

import dev.skerry.contract.Fence;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.edge.policy.CacheStatus;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.ResponseHead;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields that a node adds to an answer and those that it takes out, for users and for child PoPs. */
final class AnswerHeads {
    /** Meant for caches of the fleet, and nobody's business beyond them. */
    private static final Set<String> FOR_CACHES = Set.of(
            "surrogate-key",
            "cache-tag",
            "surrogate-control",
            "cdn-cache-control",
            SkerryHeaders.CACHE_CONTROL,
            SkerryHeaders.FENCE,
            SkerryHeaders.PEER);

    private final String via;

    AnswerHeads(String via) {
        this.via = via;
    }

    /**
     * Completes a head.
     *
     * @param ageMs in milliseconds; below 0 to leave {@code Age} as it is
     * @param upstreamCacheStatus of the caches behind us, if they took part in this answer
     * @param childFence for a child PoP the fence of the object; null for a user
     */
    ResponseHead complete(
            ResponseHead head,
            long ageMs,
            CacheStatus status,
            @Nullable String upstreamCacheStatus,
            @Nullable Fence childFence) {
        Fields.Builder fields = Fields.builder();
        for (Fields.Line line : childFence == null ? head.fields().without(FOR_CACHES) : head.fields()) {
            fields.add(line.name(), line.value());
        }
        if (ageMs >= 0) {
            fields.set("age", Long.toString(ageMs / 1000));
        }
        fields.add("via", via);
        fields.set("cache-status", status.appendedTo(upstreamCacheStatus));
        if (childFence != null) {
            fields.set(SkerryHeaders.FENCE, childFence.toString());
        }
        return head.withFields(fields.build());
    }
}
