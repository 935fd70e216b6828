package dev.skerry.edge.policy;

import dev.skerry.edge.policy.CacheControl.Flag;
import dev.skerry.edge.policy.CacheControl.Span;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a response may be stored (RFC 9111 §3), and what of its head (§3.1). */
public final class Storability {
    /** RFC 6585 §3 to §6. */
    private static final Set<Integer> NEVER_STORED = Set.of(428, 429, 431, 511);

    private Storability() {}

    /**
     * Whether {@code response} may be stored as the answer to {@code request} and such as it. A 206 may if it was asked for
     * and tells which part it is; that a range is beyond the end (416) says nothing to other requests.
     *
     * @param request as it was sent
     * @param responseTimeMs when its head was received
     */
    public static StoreDecision decide(
            RequestHead request, ResponseHead response, long responseTimeMs, CacheRules rules) {
        boolean asksForPart = request.fields().contains("range");
        if (asksForPart ? response.status() == 416 || isUnknownPart(response) : response.status() == 206) {
            return new StoreDecision.Refuse(StoreRefusal.PARTIAL_CONTENT);
        }
        return decideStored(request, response, responseTimeMs, rules);
    }

    /** The same for one that is stored and was freshened or completed, so that its part, if it is one, is known. */
    public static StoreDecision decideStored(
            RequestHead request, ResponseHead response, long responseTimeMs, CacheRules rules) {
        TargetedCacheControl control = TargetedCacheControl.of(response.fields());
        StoreRefusal refusal = refusal(request, response, control.directives(), rules);
        if (refusal != null) {
            return new StoreDecision.Refuse(refusal);
        }
        FreshnessLifetime lifetime = FreshnessLifetime.of(response, control, responseTimeMs, rules);
        boolean explicit = control.directives().has(Flag.PUBLIC) || FreshnessLifetime.isStated(response, control);
        if (!explicit && !FreshnessLifetime.isHeuristicallyCacheable(response.status())) {
            return new StoreDecision.Refuse(StoreRefusal.NO_EXPLICIT_FRESHNESS_AND_NOT_CACHEABLE);
        }
        return isReusable(response, control.directives(), lifetime, rules.stale())
                ? new StoreDecision.Store(lifetime)
                : new StoreDecision.Refuse(StoreRefusal.NOT_REUSABLE);
    }

    /**
     * Whether a status tells of the resource, so that other requests would be answered likewise, and neither of the one request
     * that it answers (RFC 9110 §15.5: its fields, its credentials, its rate) nor of a server in trouble.
     */
    public static boolean concernsResource(int status) {
        return status < 400 || (status < 500 && FreshnessLifetime.isHeuristicallyCacheable(status));
    }

    /**
     * Whether the answer to a POST may be stored as the answer to later reads of its URL (RFC 9110 §9.3.3): a 200 with
     * explicit freshness that says by {@code Content-Location} that it is the representation of that URL.
     *
     * @param request of any method; only of POST the answer is
     */
    public static StoreDecision ofPost(
            RequestHead request, ResponseHead response, long responseTimeMs, CacheRules rules) {
        boolean isItsRepresentation = request.method().equals("POST")
                && response.status() == 200
                && response.fields().all("content-location").size() == 1
                && Invalidation.isTarget(
                        request, response.fields().all("content-location").getFirst());
        if (!isItsRepresentation) {
            return new StoreDecision.Refuse(StoreRefusal.METHOD);
        }
        StoreDecision decision = decide(
                request.withMethod("GET").withFields(request.fields().without("range")),
                response,
                responseTimeMs,
                rules);
        return FreshnessLifetime.isStated(response, TargetedCacheControl.of(response.fields()))
                ? decision
                : new StoreDecision.Refuse(StoreRefusal.METHOD);
    }

    private static @Nullable StoreRefusal refusal(
            RequestHead request, ResponseHead response, CacheControl directives, CacheRules rules) {
        Fields fields = response.fields();
        int status = response.status();
        if (!request.method().equals("GET")) {
            return StoreRefusal.METHOD;
        }
        if (CacheControl.parse(request.fields().all("cache-control")).has(Flag.NO_STORE)) {
            return StoreRefusal.REQUEST_NO_STORE;
        }
        if (status < 200 || status == 304) {
            return StoreRefusal.STATUS_NOT_FINAL;
        }
        if (NEVER_STORED.contains(status)) {
            return StoreRefusal.STATUS_NEVER_STORED;
        }
        if (directives.has(Flag.MUST_UNDERSTAND)) {
            // §5.2.2.3: where the status is understood, the no-store beside it is for caches that know no
            // must-understand.
            if (!isUnderstood(status)) {
                return StoreRefusal.STATUS_NOT_UNDERSTOOD;
            }
        } else if (directives.has(Flag.NO_STORE)) {
            return StoreRefusal.NO_STORE;
        }
        if (directives.has(Flag.PRIVATE)) {
            return StoreRefusal.PRIVATE;
        }
        if (request.fields().contains("authorization") && !allowsSharing(directives)) {
            return StoreRefusal.AUTHORIZATION;
        }
        if (rules.setCookie() == SetCookieRule.BYPASS && setsSharedCookie(fields, directives)) {
            return StoreRefusal.SET_COOKIE;
        }
        if (rules.refusesDeception() && ContentKind.isDeceptive(request.target(), response)) {
            return StoreRefusal.DECEPTION;
        }
        return Vary.of(response).isAny() ? StoreRefusal.VARY_ANY : null;
    }

    /** Also if its length is not that of the part that it says it is (RFC 9110 §15.3.7). */
    private static boolean isUnknownPart(ResponseHead response) {
        if (response.status() != 206) {
            return false;
        }
        ContentRange part = ContentRange.of(response);
        String length = response.fields().first("content-length");
        return part == null
                || (length != null && Syntax.number(length) != part.span().length());
    }

    /** §3.5. */
    private static boolean allowsSharing(CacheControl directives) {
        return directives.has(Flag.PUBLIC) || directives.has(Flag.MUST_REVALIDATE) || directives.has(Span.S_MAXAGE);
    }

    /**
     * A cookie that {@code private="set-cookie"} or {@code no-cache="set-cookie"} keeps out of the store shares
     * nothing.
     */
    private static boolean setsSharedCookie(Fields fields, CacheControl directives) {
        return fields.contains("set-cookie")
                && !directives.privateFields().contains("set-cookie")
                && !directives.noCacheFields().contains("set-cookie");
    }

    /** The final statuses of RFC 9110 §15 whose caching we do in full. */
    private static boolean isUnderstood(int status) {
        return (status >= 200 && status <= 206)
                || (status >= 300 && status <= 303)
                || status == 307
                || status == 308
                || (status >= 400 && status <= 417)
                || status == 421
                || status == 422
                || status == 426
                || (status >= 500 && status <= 505);
    }

    private static boolean isReusable(
            ResponseHead response, CacheControl directives, FreshnessLifetime lifetime, CacheRules.Stale stale) {
        if (response.hasValidator()) {
            return true;
        }
        StaleWindows windows = StaleWindows.of(directives, stale);
        boolean usableStale = windows.whileRevalidateMs() > 0 || windows.ifErrorMs() > 0;
        return !directives.has(Flag.NO_CACHE) && (lifetime.millis() > 0 || usableStale);
    }

    /**
     * The head as it is stored: without the fields of one connection, those that {@code private="..."} and {@code
     * no-cache="..."} name (§5.2.2.4, §5.2.2.7) and, unless the site stores cookies, {@code Set-Cookie}; with a {@code
     * Date} (RFC 9110 §6.6.1).
     *
     * @param responseTimeMs when the head was received
     */
    public static ResponseHead storedHead(ResponseHead response, long responseTimeMs, CacheRules rules) {
        return dated(response, response.fields().without(excluded(response.fields(), rules)), responseTimeMs);
    }

    /** The head for the one whose request it answers: also with what is not stored, but a cookie that the site strips. */
    public static ResponseHead receivedHead(ResponseHead response, long responseTimeMs, CacheRules rules) {
        Fields fields = HopByHop.strip(response.fields());
        return dated(
                response,
                rules.setCookie() == SetCookieRule.STRIP ? fields.without("set-cookie") : fields,
                responseTimeMs);
    }

    private static ResponseHead dated(ResponseHead response, Fields fields, long responseTimeMs) {
        String date = fields.first("date");
        boolean dated = date != null && HttpDate.parse(date, responseTimeMs).isPresent();
        return response.withFields(dated ? fields : fields.with("date", HttpDate.format(responseTimeMs)));
    }

    /** The names that a response with {@code fields} is stored without. */
    static Set<String> excluded(Fields fields, CacheRules rules) {
        CacheControl directives = TargetedCacheControl.of(fields).directives();
        Set<String> names = new HashSet<>(HopByHop.names(fields));
        names.addAll(directives.privateFields());
        names.addAll(directives.noCacheFields());
        if (rules.setCookie() != SetCookieRule.STORE) {
            names.add("set-cookie");
        }
        return names;
    }
}
