package dev.skerry.chaos;

import dev.skerry.stage.Means;
import java.util.List;

/** What can happen to a part, or to what joins two. */
enum FaultKind {
    EDGE_KILLED("edge killed", Place.EDGE, Effect.KILLED),
    EDGE_PAUSED("edge paused", Place.EDGE, Effect.PAUSED),
    EDGE_OUT_OF_FILES("edge out of file descriptors", Place.EDGE, Effect.OUT_OF_FILES),
    EDGE_OUT_OF_MEMORY("edge out of memory", Place.EDGE, Effect.OUT_OF_MEMORY),
    EDGE_CLOCK_AHEAD("edge's clock an hour ahead", Place.EDGE, Effect.CLOCK_AHEAD),
    EDGE_CLOCK_BEHIND("edge's clock an hour behind", Place.EDGE, Effect.CLOCK_BEHIND),
    KAFKA_KILLED("Kafka killed", Place.KAFKA, Effect.KILLED),
    KAFKA_PAUSED("Kafka paused", Place.KAFKA, Effect.PAUSED),
    KAFKA_DISK_FULL("Kafka's disk full", Place.KAFKA, Effect.DISK_FULL),
    PURGE_SERVICE_KILLED("purge-service killed", Place.PURGE_SERVICE, Effect.KILLED),
    PURGE_SERVICE_PAUSED("purge-service paused", Place.PURGE_SERVICE, Effect.PAUSED),
    ORIGIN_SERVICE_KILLED("origin-service killed", Place.ORIGIN_SERVICE, Effect.KILLED),
    ORIGIN_SERVICE_PAUSED("origin-service paused", Place.ORIGIN_SERVICE, Effect.PAUSED),
    ORIGIN_SERVICE_DISK_FULL("origin-service's disk full", Place.ORIGIN_SERVICE, Effect.DISK_FULL),
    REDIS_KILLED("Redis killed", Place.REDIS, Effect.KILLED),
    REDIS_PAUSED("Redis paused", Place.REDIS, Effect.PAUSED),
    KAFKA_CUT("PoP cut off from Kafka", Place.WIRE_TO_KAFKA, Effect.CUT),
    KAFKA_STALLED("PoP hears nothing of Kafka", Place.WIRE_TO_KAFKA, Effect.STALLED),
    KAFKA_SLOW("PoP's way to Kafka slow", Place.WIRE_TO_KAFKA, Effect.SLOW),
    REDIS_CUT("PoP cut off from its Redis", Place.WIRE_TO_REDIS, Effect.CUT),
    REDIS_STALLED("PoP hears nothing of its Redis", Place.WIRE_TO_REDIS, Effect.STALLED),
    REDIS_SLOW("PoP's way to its Redis slow", Place.WIRE_TO_REDIS, Effect.SLOW),
    SHIELD_CUT("shield cut off", Place.WIRE_TO_SHIELD, Effect.CUT),
    SHIELD_STALLED("shield says nothing", Place.WIRE_TO_SHIELD, Effect.STALLED),
    SHIELD_SLOW("way to the shield slow", Place.WIRE_TO_SHIELD, Effect.SLOW),
    SHIELD_RESET("shield's answers reset halfway", Place.WIRE_TO_SHIELD, Effect.RESET),
    ORIGIN_CUT("origin cut off", Place.WIRE_TO_ORIGIN, Effect.CUT),
    ORIGIN_STALLED("origin says nothing", Place.WIRE_TO_ORIGIN, Effect.STALLED),
    ORIGIN_RESET("origin's answers reset halfway", Place.WIRE_TO_ORIGIN, Effect.RESET);

    private final String text;
    private final Place place;
    private final Effect effect;

    FaultKind(String text, Place place, Effect effect) {
        this.text = text;
        this.place = place;
        this.effect = effect;
    }

    Place place() {
        return place;
    }

    Effect effect() {
        return effect;
    }

    /** What the machine must allow for it. */
    Means means() {
        return effect.means();
    }

    /** To whom it can happen; one empty name if there is only one of it. */
    List<String> targets(List<String> pops, List<String> nodes) {
        List<String> all = place.targets(pops, nodes);
        return switch (effect) {
            case CLOCK_AHEAD, CLOCK_BEHIND ->
                all.stream().filter(ProcessPlatform::hasOwnClock).toList();
            case KILLED, PAUSED, CUT, STALLED, SLOW, RESET, DISK_FULL, OUT_OF_FILES, OUT_OF_MEMORY -> all;
        };
    }

    /** What it happens to, with the target: no two faults at a time happen to the same. */
    String part(String target) {
        return place.part(target);
    }

    @Override
    public String toString() {
        return text;
    }
}
