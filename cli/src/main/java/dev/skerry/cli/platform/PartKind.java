package dev.skerry.cli.platform;

import java.time.Duration;

/** Kinds of processes, in the order in which they are stopped: users first, then what they stand on. */
public enum PartKind {
    /** Serves users in a PoP. */
    EDGE(Duration.ofSeconds(30)),
    /** A central service. */
    SERVICE(Duration.ofSeconds(30)),
    /** The cache tier of a PoP. */
    REDIS(Duration.ofSeconds(5)),
    /** The log that everything stands on. */
    KAFKA(Duration.ofSeconds(30));

    private final Duration grace;

    PartKind(Duration grace) {
        this.grace = grace;
    }

    /** How long a process may take to stop before it is killed; writing its class archive takes some of it. */
    Duration grace() {
        return grace;
    }
}
