package dev.skerry.purge.events;

import dev.skerry.contract.Json;
import dev.skerry.contract.Problem;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.purge.PurgeMetrics;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what became of events: {@code committed} and later {@code completed}, or {@code rejected}. A purge is told of as
 * completed by the process that has handled its event, and in that process's lifetime; whoever must know asks by its id. Of
 * purges that are not complete at most {@value #MAX_OPEN} are remembered, the eldest gives way. Thread-safe.
 *
 * <p>Results may come twice, with the same id, when their event did.
 */
public final class EventResults {
    static final int MAX_OPEN = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(EventResults.class);
    private static final String JSON = "application/json";

    private final BiFunction<CloudEvent, String, CompletableFuture<Void>> log;
    private final PurgeMetrics metrics;
    private final InstantSource clock;
    private final Executor sending;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PurgeId, Open> open = new LinkedHashMap<>();

    /** An event's purge; {@code completed} is what is still to be told once the commit is, null if there is nothing. */
    private record Open(
            EventRef event, boolean told, @Nullable PurgeStatus completed) {}

    /**
     * Writes by {@code log}, which takes a result and its key; its futures always complete.
     *
     * @param sending where completed purges are told of; keeps nobody waiting
     */
    public EventResults(
            BiFunction<CloudEvent, String, CompletableFuture<Void>> log,
            PurgeMetrics metrics,
            InstantSource clock,
            Executor sending) {
        this.log = log;
        this.metrics = metrics;
        this.clock = clock;
        this.sending = sending;
    }

    /** The event is about to become this purge: it may be complete before {@link #committed} is called. */
    void expect(PurgeId id, EventRef event) {
        lock.lock();
        try {
            open.put(id, new Open(event, false, null));
            if (open.size() > MAX_OPEN) {
                Iterator<PurgeId> eldest = open.keySet().iterator();
                eldest.next();
                eldest.remove();
                metrics.eventResult("dropped");
            }
        } finally {
            lock.unlock();
        }
    }

    /** The event has not become this purge. */
    void abandon(PurgeId id) {
        lock.lock();
        try {
            open.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /** The purge of {@code event} stands in the log. The future completes once that is told, or could not be. */
    CompletableFuture<Void> committed(EventRef event, PurgeStatus status) {
        CompletableFuture<Void> told = send(event, EventTypes.COMMITTED, status);
        @Nullable PurgeStatus completed = told(event, status);
        return completed == null ? told : CompletableFuture.allOf(told, send(event, EventTypes.COMPLETED, completed));
    }

    /** What is to be told besides, since the purge was complete before its commit was told. */
    private @Nullable PurgeStatus told(EventRef event, PurgeStatus status) {
        lock.lock();
        try {
            @Nullable Open before = open.get(status.id());
            @Nullable PurgeStatus completed = before == null ? null : before.completed();
            if (completed == null && status.state().reaches(PurgeStatus.State.COMPLETE)) {
                completed = status;
            }
            if (completed != null) {
                open.remove(status.id());
            } else if (before != null) {
                open.put(status.id(), new Open(event, true, null));
            }
            return completed;
        } finally {
            lock.unlock();
        }
    }

    /** A purge is complete, of an event or not. Returns at once. */
    public void completed(PurgeStatus status) {
        lock.lock();
        try {
            @Nullable Open asked = open.get(status.id());
            if (asked == null) {
                return;
            }
            if (!asked.told()) {
                open.put(status.id(), new Open(asked.event(), false, status));
                return;
            }
            open.remove(status.id());
            sending.execute(() -> {
                var _ = send(asked.event(), EventTypes.COMPLETED, status);
            });
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Void> send(EventRef event, String type, PurgeStatus status) {
        String id = status.id() + type.substring(type.lastIndexOf('.')).replace('.', '-');
        return send(event, result(event, type, id, status.site().value(), JSON, status));
    }

    /**
     * There will be no purge of {@code event}. The future completes once that is told, or could not be.
     *
     * @param site that it was about; null if it was about none
     */
    CompletableFuture<Void> rejected(EventRef event, @Nullable String site, Problem problem) {
        String id = event.digest() + "-rejected-"
                + problem.type().substring(problem.type().lastIndexOf(':') + 1);
        return send(event, result(event, EventTypes.REJECTED, id, site, Problem.MEDIA_TYPE, problem));
    }

    private CloudEvent result(
            EventRef event, String type, String id, @Nullable String site, String contentType, Object data) {
        CloudEventBuilder result = CloudEventBuilder.v1()
                .withId(id)
                .withSource(EventTypes.SOURCE)
                .withType(type)
                .withTime(clock.instant().atOffset(ZoneOffset.UTC))
                .withExtension(EventTypes.REQUEST_ID, event.id())
                .withExtension(EventTypes.REQUEST_SOURCE, event.source())
                .withData(contentType, Json.write(data));
        return (site == null ? result : result.withSubject(site)).build();
    }

    private CompletableFuture<Void> send(EventRef event, CloudEvent result) {
        return log.apply(result, event.id()).handle((_, failure) -> {
            metrics.eventResult(failure == null ? "written" : "failed");
            if (failure != null) {
                LOG.warn("result {} is not told: {}", result.getId(), failure.toString());
            }
            return null;
        });
    }
}
