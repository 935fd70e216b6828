package dev.skerry.edge.request;

import dev.skerry.contract.Fence;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.edge.policy.CacheRules;
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
            SkerryHeaders.CACHE_CONTROL,
            SkerryHeaders.FENCE,
            SkerryHeaders.PEER);

    /** RFC 9213 §3.1: may go on to users, among whom may be caches that follow it; a site may want it not to. */
    private static final String CDN_CACHE_CONTROL = "cdn-cache-control";

    private final String via;

    AnswerHeads(String via) {
        this.via = via;
    }

    /** Without what is meant for caches of the fleet. */
    static Fields forUsers(Fields fields) {
        return fields.without(FOR_CACHES);
    }

    /**
     * Completes a head.
     *
     * @param ageMs in milliseconds; below 0 to leave {@code Age} as it is
     * @param upstreamCacheStatus of the caches behind us, if they took part in this answer
     * @param childFence for a child PoP the fence of the object; null for a user
     * @param rules of the site
     */
    ResponseHead complete(
            ResponseHead head,
            long ageMs,
            CacheStatus status,
            @Nullable String upstreamCacheStatus,
            @Nullable Fence childFence,
            CacheRules rules) {
        Fields.Builder fields = Fields.builder();
        boolean hidesTargeted = childFence == null && rules.stripsCdnCacheControl();
        for (Fields.Line line : childFence == null ? head.fields().without(FOR_CACHES) : head.fields()) {
            if (!(hidesTargeted && line.name().equals(CDN_CACHE_CONTROL))) {
                fields.add(line.name(), line.value());
            }
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
