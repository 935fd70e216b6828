package dev.skerry.contract.log;

import dev.skerry.contract.Topics;
import java.time.Duration;
import java.time.InstantSource;

/**
 * A topic, and where the reading of each of its partitions begins.
 *
 * @param topic with as many partitions as it really has
 * @param start the first record that is read
 */
public record TopicSource(Topics topic, Start start) {
    /** Where reading begins. */
    public sealed interface Start {
        /** With the oldest record that is kept. */
        record Beginning() implements Start {}

        /**
         * With the last records.
         *
         * @param offsets before the end of each partition, 1 or more; compaction may have left fewer records
         */
        record Last(long offsets) implements Start {
            /** @throws IllegalArgumentException if there are none */
            public Last {
                if (offsets < 1) {
                    throw new IllegalArgumentException("the last " + offsets + " offsets are none: use 1 or more");
                }
            }
        }

        /**
         * With the first record that is no older, by its own timestamp.
         *
         * @param age before the moment at which reading begins
         * @param clock that tells this moment
         */
        record Since(Duration age, InstantSource clock) implements Start {}
    }

    /** The whole topic. */
    public static TopicSource whole(Topics topic) {
        return new TopicSource(topic, new Start.Beginning());
    }
}
