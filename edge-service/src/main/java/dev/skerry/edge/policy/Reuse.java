package dev.skerry.edge.policy;

import dev.skerry.edge.policy.CacheControl.Flag;
import dev.skerry.edge.policy.CacheControl.Span;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how a stored response answers a request (RFC 9111 §4).
 *
 * <p>A soft purge makes a response stale at once, but leaves its stale windows where they were: they end when they
 * would have ended without the purge. So a response without a window is revalidated before any use, and one whose
 * refresh keeps failing is not served for longer than its origin allowed.
 */
public final class Reuse {
    private static final int MAX_TAGS = 32;

    private Reuse() {}

    /**
     * What to do with {@code request}.
     *
     * @param stored the variant that the request selects; null if there is none
     * @param verdict what the purge log says of it; not looked at if there is none
     * @param rules the site's, as they are now: a cookie that was stored under another rule is not served
     */
    public static ReuseDecision decide(
            RequestHead request, @Nullable StoredView stored, PurgeVerdict verdict, long nowMs, CacheRules rules) {
        if (!request.isRead()) {
            return new ReuseDecision.Fetch(FetchReason.METHOD);
        }
        CacheControl client = clientDirectives(request.fields());
        ReuseDecision decision = stored == null
                ? new ReuseDecision.Fetch(FetchReason.URI_MISS)
                : new Candidate(request, client, stored, verdict, nowMs, rules).decide(rules);
        return switch (decision) {
            case ReuseDecision.Serve serve -> serve;
            case ReuseDecision.ServeStale stale -> stale;
            case ReuseDecision.Revalidate _, ReuseDecision.Fetch _, ReuseDecision.Unsatisfiable _ ->
                client.has(Flag.ONLY_IF_CACHED) ? new ReuseDecision.Unsatisfiable() : decision;
        };
    }

    /** Whether an answer of this status is a failure that a stale response may stand in for (RFC 5861 §4). */
    public static boolean isFailure(int status) {
        return switch (status) {
            case 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    /**
     * Whether {@code stored}, the most recent there is, may answer {@code request} if the origin cannot be reached, times out
     * or answers 500, 502, 503 or 504: because it has come meanwhile and may answer anyway, or (RFC 5861 §4) within the longer
     * of the response's, else the site's, and the request's {@code stale-if-error}, unless the response forbids to be used stale
     * (RFC 9111 §4.2.4), the client insists on validation, or a purge stands against it.
     */
    public static boolean mayStandIn(
            RequestHead request, StoredView stored, PurgeVerdict verdict, long nowMs, CacheRules rules) {
        Candidate candidate = new Candidate(request, clientDirectives(request.fields()), stored, verdict, nowMs, rules);
        return candidate.decide(rules).usesStored() || candidate.mayServeOnError();
    }

    /**
     * The fields of a conditional request that asks whether {@code stored} is still good (RFC 9111 §4.3.1): both validators,
     * word for word as the origin gave them; empty if it has none.
     */
    public static Fields validators(StoredView stored) {
        Fields.Builder conditional = Fields.builder();
        String etag = stored.head().fields().first("etag");
        if (etag != null && !etag.isEmpty()) {
            conditional.add("if-none-match", etag);
        }
        String lastModified = stored.head().fields().first("last-modified");
        if (lastModified != null && !lastModified.isEmpty()) {
            conditional.add("if-modified-since", lastModified);
        }
        return conditional.build();
    }

    /**
     * The strong entity tag alone, as {@code If-None-Match}; empty without. A weak tag and a date may stay the same where the
     * content is another one (RFC 9110 §8.8.1, §8.8.2.2), which is what hard purges are for.
     */
    private static Fields strongValidator(StoredView stored) {
        return hasStrongTag(stored)
                ? Fields.of(
                        "if-none-match", String.valueOf(stored.head().fields().first("etag")))
                : Fields.EMPTY;
    }

    /** Whether {@code stored} has an entity tag by which its content is known to the byte. */
    public static boolean hasStrongTag(StoredView stored) {
        String etag = stored.head().fields().first("etag");
        EntityTag tag = etag == null ? null : EntityTag.parse(etag);
        return tag != null && !tag.weak();
    }

    /** As {@link #validators(StoredView)}; of a part no more than the part is asked for again. */
    public static Fields refresh(StoredView stored) {
        ContentRange part = stored.part();
        Fields validators = validators(stored);
        return part == null
                ? validators
                : validators.with(
                        "range",
                        "bytes=" + part.span().first() + "-" + part.span().last());
    }

    /**
     * The field of a request that lets the origin choose among stored responses, none of which the request selects (RFC 9111
     * §4.1, §4.3.1): {@code If-None-Match} with their entity tags. Empty if none has one.
     *
     * @param variants newest first; at most {@value #MAX_TAGS} of them are named
     */
    public static Fields choice(List<StoredView> variants) {
        List<String> tags = variants.stream()
                .flatMap(variant -> Stream.ofNullable(variant.head().fields().first("etag")))
                .filter(tag -> EntityTag.parse(tag) != null)
                .distinct()
                .limit(MAX_TAGS)
                .toList();
        return tags.isEmpty() ? Fields.EMPTY : Fields.of("if-none-match", String.join(", ", tags));
    }

    /**
     * Whether a 304 that names the tag of {@code stored} says that its content will do for a request that does not select it.
     * Codings of one representation may have the same weak tag (RFC 9110 §8.8.1), so with one the content is right and its
     * coding perhaps one that the client does not accept.
     */
    public static boolean mayBeChosenByTag(StoredView stored) {
        String etag = stored.head().fields().first("etag");
        EntityTag tag = etag == null ? null : EntityTag.parse(etag);
        return tag != null && (!tag.weak() || !stored.head().fields().contains("content-encoding"));
    }

    /** RFC 9111 §5.4: {@code Pragma} counts only where there is no {@code Cache-Control}. */
    private static CacheControl clientDirectives(Fields request) {
        List<String> lines = request.all("cache-control");
        if (!lines.isEmpty()) {
            return CacheControl.parse(lines);
        }
        List<String> pragma = request.all("pragma");
        return !pragma.isEmpty() && CacheControl.parse(pragma).has(Flag.NO_CACHE)
                ? CacheControl.parse(List.of("no-cache"))
                : CacheControl.NONE;
    }

    /** A stored response and one client's wishes at one moment. */
    private static final class Candidate {
        private final RequestHead request;
        private final CacheControl client;
        private final StoredView stored;
        private final PurgeVerdict verdict;
        private final CacheControl origin;
        private final StaleWindows windows;
        private final long ageMs;

        /** Until the lifetime ends, whatever a purge says; 0 or negative once it has. */
        private final long remainingMs;

        Candidate(
                RequestHead request,
                CacheControl client,
                StoredView stored,
                PurgeVerdict verdict,
                long nowMs,
                CacheRules rules) {
            this.request = request;
            this.client = client;
            this.stored = stored;
            this.verdict = verdict;
            this.origin = stored.directives();
            this.windows = StaleWindows.of(origin, rules.stale());
            this.ageMs = stored.ageMs(nowMs);
            this.remainingMs = stored.lifetime().millis() - ageMs;
        }

        ReuseDecision decide(CacheRules rules) {
            if (rules.setCookie() != SetCookieRule.STORE
                    && stored.head().fields().contains("set-cookie")) {
                return new ReuseDecision.Fetch(FetchReason.BYPASS);
            }
            if (verdict != PurgeVerdict.HARD_PURGED && lacksPart()) {
                return complete();
            }
            return switch (verdict) {
                case HARD_PURGED -> new ReuseDecision.Fetch(FetchReason.PURGED_HARD);
                case GROUP_INVALIDATED, UNPROVEN -> ask(FetchReason.UNPROVEN);
                case LEASE_LOST -> ask(FetchReason.LEASE_LOST);
                case BEHIND -> ask(FetchReason.FENCE);
                case SOFT_PURGED, VALID -> byDirectives();
            };
        }

        private ReuseDecision byDirectives() {
            if (origin.has(Flag.NO_CACHE)) {
                return ask(FetchReason.NO_CACHE);
            }
            if (client.has(Flag.NO_CACHE) || ageMs > client.millis(Span.MAX_AGE).orElse(Long.MAX_VALUE)) {
                return ask(FetchReason.REQUEST);
            }
            boolean softPurged = verdict == PurgeVerdict.SOFT_PURGED;
            if (remainingMs > 0 && !softPurged) {
                return remainingMs >= client.millis(Span.MIN_FRESH).orElse(0)
                        ? new ReuseDecision.Serve(ageMs, remainingMs)
                        : ask(FetchReason.REQUEST);
            }
            StaleReason reason = allowedStale();
            return reason == null
                    ? ask(softPurged ? FetchReason.PURGED_SOFT : FetchReason.STALE)
                    : new ReuseDecision.ServeStale(ageMs, Math.min(0, remainingMs), reason);
        }

        private boolean lacksPart() {
            ContentRange part = stored.part();
            return part != null && !PartialContent.covers(request, stored.head(), part);
        }

        /** RFC 9111 §3.3: asks for what is missing, whatever the freshness of what is here, since that is validated so. */
        private ReuseDecision complete() {
            ContentRange part = stored.part();
            Fields missing = part == null || !request.method().equals("GET")
                    ? Fields.EMPTY
                    : PartialContent.missing(request, stored.head(), part);
            return missing.size() == 0
                    ? new ReuseDecision.Fetch(FetchReason.PARTIAL)
                    : new ReuseDecision.Revalidate(FetchReason.PARTIAL, missing, false);
        }

        /** How long it has been stale, 0 or more. */
        private long stalenessMs() {
            return Math.max(0, -remainingMs);
        }

        /** RFC 9111 §4.2.4: what allows to serve it stale without asking first; null if nothing does. */
        private @Nullable StaleReason allowedStale() {
            if (windows.forbidden() || client.has(Span.MIN_FRESH)) {
                return null;
            }
            // A site that takes s-maxage for no obstacle means the windows beside it, not the wishes of clients.
            boolean clientAccepts = !origin.forbidsStale()
                    && (client.has(Flag.MAX_STALE_ANY)
                            || (client.has(Span.MAX_STALE)
                                    && stalenessMs()
                                            <= client.millis(Span.MAX_STALE).orElse(0)));
            // §5.2.1.1: with max-age and no max-stale the client does not want a stale response.
            boolean clientObjects = client.has(Span.MAX_AGE) && !clientAccepts;
            if (!clientObjects && stalenessMs() < windows.whileRevalidateMs()) {
                return StaleReason.WHILE_REVALIDATE;
            }
            return clientAccepts ? StaleReason.MAX_STALE : null;
        }

        boolean mayServeOnError() {
            boolean purgeAllows = switch (verdict) {
                case VALID, SOFT_PURGED -> true;
                case HARD_PURGED, GROUP_INVALIDATED, UNPROVEN, LEASE_LOST, BEHIND -> false;
            };
            long windowMs = Math.max(
                    windows.ifErrorMs(), client.millis(Span.STALE_IF_ERROR).orElse(0));
            return purgeAllows
                    && !lacksPart()
                    && !windows.forbidden()
                    && !client.has(Flag.NO_CACHE)
                    && stalenessMs() < windowMs;
        }

        /** Of a part no more than the part is asked for again. */
        private Fields conditional() {
            Fields validators = verdict.mayHideHardPurge() ? strongValidator(stored) : validators(stored);
            return stored.part() == null || validators.size() == 0
                    ? validators
                    : Fields.builder()
                            .addAll(validators)
                            .addAll(ByteRange.upstream(request))
                            .build();
        }

        private ReuseDecision ask(FetchReason reason) {
            Fields conditional = conditional();
            boolean onError = mayServeOnError();
            return conditional.size() == 0 && !onError
                    ? new ReuseDecision.Fetch(reason)
                    : new ReuseDecision.Revalidate(reason, conditional, onError);
        }
    }
}
