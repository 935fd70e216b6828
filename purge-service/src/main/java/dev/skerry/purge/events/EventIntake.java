package dev.skerry.purge.events;

import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.token.Scope;
import dev.skerry.contract.token.TokenClaims;
import dev.skerry.contract.token.VerifiedToken;
import dev.skerry.purge.PurgeMetrics;
import dev.skerry.purge.PurgeRefusedException;
import dev.skerry.purge.api.Caller;
import dev.skerry.purge.api.ProblemException;
import dev.skerry.purge.api.ProblemKind;
import dev.skerry.purge.api.PurgeCall;
import dev.skerry.purge.api.PurgeIntake;
import dev.skerry.purge.api.SelectorCheck;
import dev.skerry.purge.log.Incoming;
import dev.skerry.purge.log.RequestHandler;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes purges of events. One that comes again, after a crash for example, is the same purge. What can't be a purge is
 * rejected: counted, told by a result if it has an id, logged at most once a second, and passed over. What fails for now is
 * tried again, for ever, or for {@link #PATIENCE} where that lies with the event's own site or subject: what follows it in the log must
 * not wait for that. Used by one thread.
 */
public final class EventIntake implements RequestHandler {
    /** How long an event waits for the limits of its subject, or for a PoP to say what it would hit. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int MAX_SUBJECT = 100;
    private static final long LOG_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Logger LOG = LoggerFactory.getLogger(EventIntake.class);

    private final PurgeIntake intake;
    private final Trust trust;
    private final EventResults results;
    private final PurgeMetrics metrics;
    private final LongSupplier nanoTime;
    private long rejectedUnlogged;
    private long logAgainAt;

    /** Builds it on the monotonic clock {@code nanoTime}. */
    public EventIntake(
            PurgeIntake intake, Trust trust, EventResults results, PurgeMetrics metrics, LongSupplier nanoTime) {
        this.intake = intake;
        this.trust = trust;
        this.results = results;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.logAgainAt = nanoTime.getAsLong();
    }

    @Override
    public Handling handle(Incoming incoming, Duration waited) {
        return switch (incoming) {
            case Incoming.Event event -> handle(event, waited);
            case Incoming.Malformed(Position position, String flaw, @Nullable String id, @Nullable String source) ->
                reject(
                        position,
                        EventRef.of(id, source),
                        null,
                        new ProblemException(
                                ProblemKind.INVALID_REQUEST,
                                "the record is no CloudEvent 1.0 (" + flaw + "): it needs the headers ce_specversion,"
                                        + " ce_id, ce_source, ce_type and ce_subject, or all of it in its value and"
                                        + " content-type: application/cloudevents+json"));
        };
    }

    private Handling handle(Incoming.Event incoming, Duration waited) {
        CloudEvent event = incoming.event();
        @Nullable EventRef ref = EventRef.of(event.getId(), event.getSource().toString());
        try {
            if (ref == null) {
                throw new ProblemException(
                        ProblemKind.INVALID_REQUEST,
                        "id and source must have 1 to " + EventRef.MAX_LENGTH + " characters");
            }
            CompletableFuture<Void> told = results.committed(ref, commit(incoming, ref));
            metrics.event("committed", "none");
            return new Done(told);
        } catch (ProblemException refusal) {
            return refuse(incoming, ref, refusal, waited);
        } catch (PurgeRefusedException failure) {
            return refuse(
                    incoming,
                    ref,
                    new ProblemException(ProblemKind.of(failure.reason()), failure.detail(), failure),
                    waited);
        } catch (RuntimeException fault) {
            // A fault of ours: as over HTTP the log has all of it, the result nothing.
            LOG.error("event at {} failed", incoming.position(), fault);
            return reject(
                    incoming.position(),
                    ref,
                    event.getSubject(),
                    new ProblemException(ProblemKind.INTERNAL, "the service's log tells more", fault));
        }
    }

    private PurgeStatus commit(Incoming.Event incoming, EventRef ref) {
        CloudEvent event = incoming.event();
        PurgeCall call = new PurgeCall(
                AuditRecord.Via.EVENT,
                ref.source(),
                PurgeRequested.site(event),
                incoming.authorization(),
                null,
                null,
                incoming.traceparent(),
                intake.arrival());
        PurgeIntake.Admitted admitted = switch (trust) {
            case TOKEN -> intake.admit(call);
            case BROKER -> intake.admit(call, vouchedFor(ref));
        };
        PurgeRequest purge = PurgeRequested.purge(event);
        List<PurgeSelector> selectors = SelectorCheck.selectors(purge::selectors);
        PurgeId id = ref.purgeId(admitted.site().value(), admitted.caller().subject());
        results.expect(id, ref);
        boolean committed = false;
        try {
            PurgeStatus status =
                    intake.commitAs(id, purge.force() ? admitted.forced() : admitted, purge.mode(), selectors);
            committed = true;
            return status;
        } finally {
            if (!committed) {
                results.abandon(id);
            }
        }
    }

    /** Who the broker lets write may purge everything; what else is known of it is what it says. */
    private static Caller vouchedFor(EventRef ref) {
        String source = ref.source();
        String subject = "kafka:" + (source.length() > MAX_SUBJECT ? source.substring(0, MAX_SUBJECT) : source);
        return new Caller(new VerifiedToken(subject, TokenClaims.ANY_SITE, Set.of(Scope.PURGE_ALL)));
    }

    private Handling refuse(
            Incoming.Event incoming, @Nullable EventRef ref, ProblemException refusal, Duration waited) {
        if (mayPass(refusal.kind(), waited)) {
            metrics.event("retried", refusal.kind().text());
            return new Later(refusal.retryAfter());
        }
        return reject(incoming.position(), ref, incoming.event().getSubject(), refusal);
    }

    /** Whether the same event may be taken later, and is worth waiting for. */
    static boolean mayPass(ProblemKind kind, Duration waited) {
        return switch (kind) {
            case NOT_READY, NOT_COMMITTED, TOO_BUSY -> true;
            case RATE_LIMITED, PREVIEW_UNAVAILABLE -> waited.compareTo(PATIENCE) < 0;
            case INVALID_REQUEST,
                    UNAUTHORIZED,
                    FORBIDDEN,
                    NOT_FOUND,
                    UNKNOWN_SITE,
                    UNKNOWN_PURGE,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    KEY_REUSED,
                    PURGE_TOO_LARGE,
                    INTERNAL -> false;
        };
    }

    private Handling reject(
            Position position, @Nullable EventRef ref, @Nullable String site, ProblemException refusal) {
        metrics.event("rejected", refusal.kind().text());
        logRarely(position, refusal);
        return new Done(
                ref == null
                        ? CompletableFuture.completedFuture(null)
                        : results.rejected(ref, site, refusal.kind().problem(refusal.detail())));
    }

    private void logRarely(Position position, ProblemException refusal) {
        long now = nanoTime.getAsLong();
        if (now - logAgainAt < 0) {
            rejectedUnlogged++;
            return;
        }
        LOG.warn(
                "event at {} is rejected, as {} others were since the last line: {}: {}",
                position,
                rejectedUnlogged,
                refusal.kind().text(),
                refusal.detail());
        rejectedUnlogged = 0;
        logAgainAt = now + LOG_EVERY_NANOS;
    }
}
