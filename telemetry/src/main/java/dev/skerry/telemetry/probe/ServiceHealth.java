package dev.skerry.telemetry.probe;

import java.time.Instant;

/**
 * How a service is, as it answers.
 *
 * @param name of the service
 * @param kind what it is
 * @param status by its last answer
 * @param detail for people: what is not ready, or why there is no answer; empty if all is well
 * @param since wall-clock time from which on it has had this status
 */
public record ServiceHealth(String name, Target.Kind kind, Status status, String detail, Instant since) {
    /** What an answer means. */
    public enum Status {
        /** Not asked yet. */
        UNKNOWN,
        /** It takes requests. */
        READY,
        /** It answers that it is not ready. */
        NOT_READY,
        /** It does not answer in time, or not at all. */
        UNREACHABLE
    }

    /** The same service with a new answer; {@code now} counts if the status is another one. */
    ServiceHealth next(Status answer, String why, Instant now) {
        return new ServiceHealth(name, kind, answer, why, status == answer ? since : now);
    }
}
