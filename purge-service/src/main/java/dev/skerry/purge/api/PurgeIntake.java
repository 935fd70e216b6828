package dev.skerry.purge.api;

import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SurrogateKey;
import dev.skerry.purge.AuditTrail;
import dev.skerry.purge.PurgeCommitter;
import dev.skerry.purge.PurgeLimits;
import dev.skerry.purge.PurgeMetrics;
import dev.skerry.purge.PurgeOrder;
import dev.skerry.purge.Requester;
import dev.skerry.purge.progress.PurgeTracker;
import dev.skerry.purge.progress.SiteTable;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What every call that purges goes through, in whatever shape it comes: who asks, what of, may they, not too much, and once only. The
 * resources read the call and write the answer. Thread-safe; blocks its caller, who should be a virtual thread.
 */
@Singleton
public final class PurgeIntake {
    private static final int MAX_KEY_LENGTH = 255;
    private static final int ID_BYTES = 12;
    private static final Set<ProblemKind> AUDITED = EnumSet.of(
            ProblemKind.FORBIDDEN,
            ProblemKind.RATE_LIMITED,
            ProblemKind.PURGE_TOO_LARGE,
            ProblemKind.PREVIEW_UNAVAILABLE);

    private final Access access;
    private final PurgeLimits limits;
    private final PurgeMetrics metrics;
    private final AuditTrail audit;
    private final PurgeCommitter committer;
    private final PurgeTracker tracker;
    private final SiteTable sites;
    private final PurgeSizeGuard guard;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final IdempotencyKeys keys;
    private final SecureRandom random = new SecureRandom();

    /** Goes through these, on the monotonic clock {@code nanoTime}. */
    public PurgeIntake(
            Access access,
            PurgeLimits limits,
            PurgeMetrics metrics,
            AuditTrail audit,
            PurgeCommitter committer,
            PurgeTracker tracker,
            SiteTable sites,
            PurgeSizeGuard guard,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.access = access;
        this.limits = limits;
        this.metrics = metrics;
        this.audit = audit;
        this.committer = committer;
        this.tracker = tracker;
        this.sites = sites;
        this.guard = guard;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.keys = new IdempotencyKeys(nanoTime);
    }

    /** A call by somebody who may purge parts of the site at least; its body is worth reading. */
    public record Admitted(PurgeCall call, Caller caller, SiteId site) {
        private Requester requester() {
            return new Requester(caller.subject(), call.client(), call.via());
        }

        /** The same call, to be committed whatever the site's guard says. */
        public Admitted forced() {
            return new Admitted(call.forced(), caller, site);
        }
    }

    /** When the call that is being read arrived, for {@link PurgeCall}. */
    public long arrival() {
        return nanoTime.getAsLong();
    }

    /** @throws ProblemException if the token, the site or the service's state does not allow it */
    public Admitted admit(PurgeCall call) {
        return admit(call, access.caller(call.authorization()));
    }

    /**
     * As {@link #admit(PurgeCall)}, of a call whose caller somebody else vouches for.
     *
     * @throws ProblemException if the caller, the site or the service's state does not allow it
     */
    public Admitted admit(PurgeCall call, Caller caller) {
        Admitted admitted = new Admitted(call, caller, Access.site(call.site()));
        try {
            access.requirePurger(admitted.caller(), admitted.site());
            return admitted;
        } catch (ProblemException refusal) {
            if (isAudited(refusal)) {
                audit.refused(
                        now(),
                        admitted.site(),
                        admitted.requester(),
                        refusal.kind().text());
            }
            throw refusal;
        }
    }

    /** Who tries what is not allowed is worth knowing. What else is wrong with a request is the client's affair alone. */
    private static boolean isAudited(ProblemException refusal) {
        return AUDITED.contains(refusal.kind());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Returns how the purge stands once it is committed. With {@code Idempotency-Key} a call that asks for the same purge
     * again, in whatever shape and spelling, gets the purge of the first ({@link IdempotencyKeys}).
     *
     * @param requested of {@link SelectorCheck}
     * @throws ProblemException if the caller may not purge so much, or not yet, or not unless it is forced, or the key is
     *     malformed or used
     * @throws dev.skerry.purge.PurgeRefusedException if it was not committed
     */
    PurgeStatus commit(Admitted admitted, PurgeMode mode, List<PurgeSelector> requested) {
        @Nullable String key = admitted.call().idempotencyKey();
        boolean forced = admitted.call().isForced();
        return commit(
                newId(),
                admitted,
                mode,
                requested,
                order -> key == null ? limited(order, forced) : commitOnce(order, forced, key));
    }

    /**
     * As {@link #commit}, of a request that says itself which purge it is: if that is known already, nothing is committed and
     * nothing counts towards the limits, whichever process has committed it. A purge that is not remembered any more is
     * committed again under the same id, which costs hits and nothing else.
     *
     * @param id the same for the same request, and for no request of somebody else or for another site
     * @throws ProblemException also if the id is that of another purge
     */
    public PurgeStatus commitAs(PurgeId id, Admitted admitted, PurgeMode mode, List<PurgeSelector> requested) {
        boolean forced = admitted.call().isForced();
        return commit(
                id,
                admitted,
                mode,
                requested,
                order -> tracker.status(id)
                        .map(known -> requireSame(known, order))
                        .orElseGet(() -> limited(order, forced)));
    }

    /** What was read back from the log may lack selectors that compaction has removed. */
    private static PurgeStatus requireSame(PurgeStatus known, PurgeOrder order) {
        Set<String> asked = order.selectors().stream().map(PurgeSelector::text).collect(Collectors.toSet());
        if (known.mode() != order.mode() || !asked.containsAll(known.selectors())) {
            throw new ProblemException(
                    ProblemKind.KEY_REUSED, "this source and id belong to another purge already: use a new id");
        }
        return known;
    }

    private PurgeStatus commit(
            PurgeId id,
            Admitted admitted,
            PurgeMode mode,
            List<PurgeSelector> requested,
            Function<PurgeOrder, PurgeStatus> once) {
        List<PurgeSelector> selectors = inCaseOf(admitted.site(), requested);
        PurgeOrder order = new PurgeOrder(
                id,
                admitted.site(),
                mode,
                selectors,
                now(),
                admitted.call().acceptedNanos(),
                admitted.requester(),
                admitted.call().traceparent());
        try {
            if (selectors.stream().anyMatch(PurgeSelector::hitsWholeHost)) {
                admitted.caller().requirePurgeAll();
            }
            return once.apply(order);
        } catch (ProblemException refusal) {
            if (isAudited(refusal)) {
                audit.refused(order, refusal.kind().text());
            }
            throw refusal;
        }
    }

    /**
     * What stands in the log for {@code selectors}. A purge by key says there whether case counts: nodes may have stored what it
     * hits under another rule.
     */
    List<PurgeSelector> inCaseOf(SiteId site, List<PurgeSelector> selectors) {
        return switch (sites.purgeConfig(site).keyCase()) {
            case SENSITIVE -> selectors;
            case IGNORED ->
                selectors.stream()
                        .map(selector -> selector instanceof PurgeSelector.ByKey(SurrogateKey key)
                                ? PurgeSelector.ByKeyOfAnyCase.of(key)
                                : selector)
                        .distinct()
                        .toList();
        };
    }

    private PurgeStatus limited(PurgeOrder order, boolean forced) {
        limits.take(order.requestedBy(), order.site(), order.selectors()).ifPresent(refusal -> {
            metrics.rateLimited(refusal.limit());
            throw rateLimited(order, refusal);
        });
        if (!forced) {
            guard.check(order.site(), order.selectors());
        }
        return committer.commit(order);
    }

    private static ProblemException rateLimited(PurgeOrder order, PurgeLimits.Refusal refusal) {
        String what = switch (refusal.limit()) {
            case SELECTORS -> "selectors per second";
            case EVERYTHING -> "purges of hosts and of everything per minute";
        };
        return new ProblemException(
                ProblemKind.RATE_LIMITED,
                "the limit of " + what + " by " + order.requestedBy() + " on site " + order.site()
                        + " is reached: nothing was purged, come again after the time in Retry-After",
                refusal.retryAfter());
    }

    private PurgeStatus commitOnce(PurgeOrder order, boolean forced, String key) {
        if (key.isEmpty() || key.length() > MAX_KEY_LENGTH || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new ProblemException(
                    ProblemKind.INVALID_REQUEST,
                    "Idempotency-Key must be 1 to " + MAX_KEY_LENGTH + " visible ASCII characters");
        }
        PurgeId id = keys.once(
                order.requestedBy(),
                key,
                fingerprint(order),
                () -> limited(order, forced).id());
        return tracker.status(id)
                .orElseThrow(() -> new ProblemException(
                        ProblemKind.UNKNOWN_PURGE, "purge " + id + " was committed and is remembered no longer"));
    }

    /** Equal for orders that purge the same. No text in it has a line break. */
    private static String fingerprint(PurgeOrder order) {
        MessageDigest digest = sha256();
        digest.update(utf8(order.site() + "\n" + order.mode().text()));
        order.selectors().forEach(selector -> digest.update(utf8("\n" + selector.text())));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private PurgeId newId() {
        byte[] bits = new byte[ID_BYTES];
        random.nextBytes(bits);
        return new PurgeId(HexFormat.of().formatHex(bits));
    }
}
