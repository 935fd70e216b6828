package dev.skerry.edge.fill;

import dev.skerry.contract.Fence;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.contract.TraceContext;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.KeyPart;
import dev.skerry.edge.policy.MaxForwards;
import dev.skerry.edge.policy.Preconditions;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.trace.Span;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream gets to see of a request. Only what is part of the cache key, or is not used to choose a response, may
 * differ between two requests that share an answer; so the host goes without its port, and a user's {@code Skerry-}
 * fields go nowhere.
 */
final class UpstreamFields {
    private final String via;
    private final String fleetSecret;
    private final RandomGenerator random;

    /**
     * Makes fields for the upstreams of one PoP.
     *
     * @param via this node's member of the {@code Via} field (RFC 9110 §7.6.3)
     * @param fleetSecret what proves to a shield that we belong to the fleet
     * @param random thread-safe; names traces
     */
    UpstreamFields(String via, String fleetSecret, RandomGenerator random) {
        this.via = via;
        this.fleetSecret = fleetSecret;
        this.random = random;
    }

    /**
     * A request whose answer may be stored: on no condition and for no part but those of the inquiry.
     *
     * @param request as the cache sees it: target and fields have nothing that is not part of the key and may choose a
     *     response ({@link dev.skerry.edge.policy.Unkeyed})
     * @param span of the new request
     */
    RequestHead forFill(UpstreamTarget target, RequestHead request, Inquiry inquiry, Fence fence, Span span) {
        Fields.Builder fields = Fields.builder();
        copy(request.fields().without(Preconditions.FIELDS).without("range", "expect"), fields);
        copy(inquiry.fields(), fields);
        return addressed(target, inquiry.method(), request, fields, fence, span);
    }

    /** A request that is passed on as it is, with {@code span} of its own. */
    RequestHead forPass(UpstreamTarget target, RequestHead request, Fence fence, Span span) {
        Fields.Builder fields = Fields.builder();
        copy(MaxForwards.passedOn(request), fields);
        return addressed(target, request.method(), request, fields, fence, span);
    }

    private RequestHead addressed(
            UpstreamTarget target, String method, RequestHead request, Fields.Builder fields, Fence fence, Span span) {
        fields.add("via", via);
        fields.set(TraceContext.FIELD, traceparent(request, span));
        String path = request.target();
        String host = request.host();
        switch (target.kind()) {
            case SHIELD -> {
                fields.set(SkerryHeaders.PEER, fleetSecret);
                fields.set(SkerryHeaders.FENCE, fence.toString());
            }
            case ORIGIN -> path = target.pathPrefix() + path;
            case STORE -> {
                int query = path.indexOf('?');
                path = target.pathPrefix() + (query < 0 ? path : path.substring(0, query));
                host = target.host();
            }
        }
        fields.set("host", host);
        return new RequestHead(method, host, path, fields.build());
    }

    /** W3C Trace Context §4: what the request came with, unless a span of ours stands between or it was unreadable. */
    private String traceparent(RequestHead request, Span span) {
        @Nullable String own = span.traceparent();
        if (own != null) {
            return own;
        }
        @Nullable TraceContext callers = TraceContext.parse(request.fields().first(TraceContext.FIELD));
        return (callers == null ? TraceContext.unsampledRoot(random) : callers).traceparent();
    }

    private static void copy(Fields from, Fields.Builder to) {
        for (Fields.Line line : from) {
            if (!SkerryHeaders.OF_REQUESTS.contains(line.name()) && !line.name().equals(KeyPart.FIELD)) {
                to.add(line.name(), line.value());
            }
        }
    }
}
