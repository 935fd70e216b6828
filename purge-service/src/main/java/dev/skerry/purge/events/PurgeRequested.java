package dev.skerry.purge.events;

import dev.skerry.contract.Json;
import dev.skerry.contract.Printable;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.purge.api.ProblemException;
import dev.skerry.purge.api.ProblemKind;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads an event that asks for a purge. Each flaw is an {@code invalid-request} that says what would be right. */
final class PurgeRequested {
    private PurgeRequested() {}

    /**
     * The site that it is about, whether there is one or not.
     *
     * @throws ProblemException if the event is about something else
     */
    static String site(CloudEvent event) {
        if (event.getSpecVersion() != SpecVersion.V1) {
            throw invalid("specversion must be 1.0");
        }
        if (!EventTypes.REQUESTED.equals(event.getType())) {
            throw invalid("type must be " + EventTypes.REQUESTED + ", not '" + Printable.of(event.getType()) + "'");
        }
        @Nullable String subject = event.getSubject();
        if (subject == null) {
            throw invalid("subject must be the site to purge");
        }
        return subject;
    }

    /** @throws ProblemException if its data is not what the body of a purge over HTTP must be */
    static PurgeRequest purge(CloudEvent event) {
        @Nullable String type = event.getDataContentType();
        if (type != null
                && !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
            throw invalid("data must be application/json, not '" + Printable.of(type) + "'");
        }
        @Nullable CloudEventData data = event.getData();
        if (data == null) {
            throw invalid("data must say what to purge, such as {\"keys\":[\"product-7\"]}");
        }
        try {
            return Json.readInput(data.toBytes(), PurgeRequest.class);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_REQUEST, "data: " + e.getMessage(), e);
        }
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemKind.INVALID_REQUEST, detail);
    }
}
