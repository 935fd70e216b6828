package dev.skerry.purge.log;

/**
 * How far the service has got with Kafka.
 *
 * @param phase of the way to readiness
 * @param detail for people: what is done, or why it does not get on
 */
public record LogState(Phase phase, String detail) {
    /** The way to readiness, in order; {@link #READY} is kept for good, since a lost connection is made again. */
    public enum Phase {
        /** Kafka does not answer, or the topics are not as they must be. */
        CONNECTING,
        /** Sites, the last report of each node and the purges of the past are read. */
        CATCHING_UP,
        /** Everything that was there at the start has been read. */
        READY
    }

    /** True if purges can be taken. */
    public boolean isReady() {
        return phase == Phase.READY;
    }
}
