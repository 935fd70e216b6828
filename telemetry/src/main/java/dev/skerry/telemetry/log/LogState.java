package dev.skerry.telemetry.log;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * How far the service has got with Kafka.
 *
 * @param phase of the way to readiness
 * @param detail for people: what is done, or why it does not get on
 */
public record LogState(Phase phase, String detail) {
    /** The way to readiness, in order; {@link #READY} is kept for good, since a lost connection is made again. */
    public enum Phase {
        /** Kafka does not answer, or a topic is not there yet. */
        CONNECTING,
        /** Sites, reports, purges and the counters of the last minutes are read. */
        CATCHING_UP,
        /** Everything that was there at the start has been read. */
        READY
    }

    /** True if the fleet is known. */
    @JsonIgnore
    public boolean isReady() {
        return phase == Phase.READY;
    }
}
