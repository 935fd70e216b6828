package dev.skerry.contract.log;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * How far a service has got with Kafka.
 *
 * @param phase of the way to readiness
 * @param detail for people: what is done, or why it does not get on
 */
public record LogState(Phase phase, String detail) {
    /** The way to readiness, in order; {@link #READY} is kept for good, since a lost connection is made again. */
    public enum Phase {
        /** Kafka does not answer, or a topic is not there yet or not as it must be. */
        CONNECTING,
        /** What the topics hold is read. */
        CATCHING_UP,
        /** Everything that was there at the start has been read. */
        READY
    }

    /** True once everything that was there at the start has been read. */
    @JsonIgnore
    public boolean isReady() {
        return phase == Phase.READY;
    }
}
