package dev.skerry.edge.fill;

import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoreRefusal;
import dev.skerry.edge.policy.Vary;

/** What the last response of a key has taught about waiting for the next one. */
public sealed interface Sharing {
    /** Nothing speaks against it: whoever asks may get what another one's fetch brings. */
    record Shared() implements Sharing {}

    /** It is stored, but every request has to ask the origin itself (no-cache, or no lifetime). */
    record ValidatedByEach() implements Sharing {}

    /**
     * It is not stored, because of what the response is: requests that select it go on as they are (hit-for-miss).
     *
     * @param vary what the response varies on, which may let another request have one that is stored (RFC 9111 §4.1)
     * @param variant hash of the secondary key of the request that it answered; that of another one may be the same, and it
     *     goes on as it is then
     */
    record NotStored(StoreRefusal reason, Vary vary, int variant) implements Sharing {
        /** What {@code response} to a request with {@code fields} teaches. */
        static NotStored of(StoreRefusal reason, ResponseHead response, Fields fields) {
            Vary vary = Vary.of(response);
            return new NotStored(reason, vary, vary.variant(fields).hashCode());
        }

        boolean concerns(Fields request) {
            return vary.variant(request).hashCode() == variant;
        }
    }
}
