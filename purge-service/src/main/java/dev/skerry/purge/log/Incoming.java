package dev.skerry.purge.log;

import dev.skerry.contract.Position;
import io.cloudevents.CloudEvent;
import org.jspecify.annotations.Nullable;

/** One record of the topic of requests, whatever it is. */
public sealed interface Incoming {
    /** Where it stands in the topic. */
    Position position();

    /**
     * A CloudEvent, which may be about anything.
     *
     * @param authorization header of the record; null if there is none
     * @param traceparent extension of the event, or header of the record (W3C Trace Context), as it came; null if there is none
     */
    record Event(
            Position position,
            CloudEvent event,
            @Nullable String authorization,
            @Nullable String traceparent) implements Incoming {}

    /**
     * No CloudEvent.
     *
     * @param flaw what is wrong with it, printable
     * @param id that it has nevertheless; null if it has none
     * @param source that it has nevertheless; null if it has none
     */
    record Malformed(
            Position position,
            String flaw,
            @Nullable String id,
            @Nullable String source) implements Incoming {}
}
