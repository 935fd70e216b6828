package dev.skerry.edge.request;

import dev.skerry.contract.SiteConfig.LeasePolicy;
import dev.skerry.edge.policy.FetchReason;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What the request path counts, for metrics and the console. Totals since the start; thread-safe. */
public final class EdgeCounters {
    private final LongAdder requests = new LongAdder();
    private final LongAdder memoryHits = new LongAdder();
    private final LongAdder sharedHits = new LongAdder();
    private final LongAdder staleHits = new LongAdder();
    private final LongAdder collapsed = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final Map<FetchReason, LongAdder> forwarded;
    private final Map<LeasePolicy, Map<LeaseVerdict, LongAdder>> withoutLease;

    /** All zero. */
    public EdgeCounters() {
        Map<FetchReason, LongAdder> reasons = new EnumMap<>(FetchReason.class);
        for (FetchReason reason : FetchReason.values()) {
            reasons.put(reason, new LongAdder());
        }
        forwarded = Collections.unmodifiableMap(reasons);
        Map<LeasePolicy, Map<LeaseVerdict, LongAdder>> policies = new EnumMap<>(LeasePolicy.class);
        for (LeasePolicy policy : LeasePolicy.values()) {
            Map<LeaseVerdict, LongAdder> verdicts = new EnumMap<>(LeaseVerdict.class);
            for (LeaseVerdict verdict : LeaseVerdict.values()) {
                verdicts.put(verdict, new LongAdder());
            }
            policies.put(policy, Collections.unmodifiableMap(verdicts));
        }
        withoutLease = Collections.unmodifiableMap(policies);
    }

    /** Requests that arrived. */
    public LongAdder requests() {
        return requests;
    }

    /** Answered from memory. */
    public LongAdder memoryHits() {
        return memoryHits;
    }

    /** Answered from the PoP's shared tier. */
    public LongAdder sharedHits() {
        return sharedHits;
    }

    /** Of the hits, those that were stale. */
    public LongAdder staleHits() {
        return staleHits;
    }

    /** Answered by a fetch that another request caused. */
    public LongAdder collapsed() {
        return collapsed;
    }

    /** Answered by an error of our own, 500 to 599. */
    public LongAdder errors() {
        return errors;
    }

    /** Bytes of content sent. */
    public LongAdder bytesOut() {
        return bytesOut;
    }

    /** Forwarded for {@code reason}. */
    public LongAdder forwarded(FetchReason reason) {
        return Objects.requireNonNull(forwarded.get(reason), "every reason has a counter");
    }

    /**
     * For sites of {@code policy}: answered from a tier though the lease was lost, or asked upstream because it was.
     *
     * @param verdict what the lost lease allowed; nothing is counted for one that is held
     */
    public LongAdder withoutLease(LeasePolicy policy, LeaseVerdict verdict) {
        return Objects.requireNonNull(
                Objects.requireNonNull(withoutLease.get(policy)).get(verdict), "every verdict has a counter");
    }

    /** All hits. */
    public long hits() {
        return memoryHits.sum() + sharedHits.sum();
    }
}
