package dev.skerry.edge.request;

import dev.skerry.contract.Json;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Problem;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.CacheRules;
import dev.skerry.edge.policy.CacheStatus;
import dev.skerry.edge.policy.FetchReason;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.HttpDate;
import dev.skerry.edge.policy.ResponseHead;
import java.time.InstantSource;
import java.util.List;

/** What the sender of a PURGE is told. Nobody may store it. Thread-safe. */
public final class PurgeAnswers {
    /** What purge-service says to its caller; all else is between it and the edge. */
    private static final List<String> PASSED_BACK =
            List.of("content-type", "www-authenticate", "retry-after", "idempotency-key");

    private final String name;
    private final InstantSource clock;
    private final AnswerHeads heads;

    /** Answers in the name of a PoP, as {@link Answers} does. */
    public PurgeAnswers(PopId pop, InstantSource clock) {
        this.name = Answers.nameOf(pop);
        this.clock = clock;
        this.heads = new AnswerHeads(Answers.via(pop));
    }

    /** Passes on what purge-service says: its {@code Location} with the origin of purge-service, since it is not ours. */
    void passed(Exchange exchange, ResponseHead head, Body.Reader content, UpstreamTarget service) {
        Fields.Builder fields = Fields.builder();
        for (String field : PASSED_BACK) {
            head.fields().all(field).forEach(value -> fields.add(field, value));
        }
        head.fields()
                .all("location")
                .forEach(value -> fields.add("location", value.startsWith("/") ? service + value : value));
        CacheStatus status = CacheStatus.forwarded(name, FetchReason.METHOD)
                .withFwdStatus(head.status())
                .withDetail("purge");
        ResponseHead told = complete(head.status(), fields, status);
        if (head.status() == 204 || head.status() == 304) {
            content.close();
            exchange.respond(told, new Exchange.Content.Nothing());
        } else {
            exchange.respond(told, new Exchange.Content.Whole(content, head.declaredLength()));
        }
    }

    void refused(Exchange exchange, PurgeRefusal reason) {
        Fields.Builder fields = Fields.builder().add("content-type", Problem.MEDIA_TYPE);
        if (reason == PurgeRefusal.BUSY) {
            fields.add("retry-after", "1");
        }
        exchange.respond(
                complete(reason.problem().status(), fields, CacheStatus.refused(name, reason.text())),
                new Exchange.Content.Text(Json.writeString(reason.problem())));
    }

    private ResponseHead complete(int status, Fields.Builder fields, CacheStatus cacheStatus) {
        Fields own = fields.add("date", HttpDate.format(clock.millis()))
                .add("cache-control", "no-store")
                .build();
        return heads.complete(new ResponseHead(status, own), -1, cacheStatus, null, null, CacheRules.DEFAULT);
    }
}
