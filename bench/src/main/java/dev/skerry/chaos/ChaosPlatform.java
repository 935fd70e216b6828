package dev.skerry.chaos;

import java.util.Map;

/** The platform that things go wrong with: Kafka, purge-service, origin-service, and PoPs of two nodes with a Redis each. */
interface ChaosPlatform {
    /** The nodes and their ports for HTTP on 127.0.0.1. */
    Map<String, Integer> nodes();

    /** The port of purge-service. */
    int purgePort();

    /** What purges and looks at purges. */
    String authorization();

    /** The content store. */
    Store store();

    /** Where Kafka is, for who reads the log at the end. */
    String bootstrap();

    /** The parts by name ({@link Place#part}). */
    Map<String, Victim> victims();

    /** Who does things to all of it; {@code tally} hears of parts that ended though they should have lived. */
    Saboteur saboteur(Tally tally);
}
