package dev.skerry.chaos;

import java.util.List;

/** What can happen to a part, or to what joins two. */
enum FaultKind {
    /** SIGKILL, and a new start when the fault ends. */
    EDGE_KILLED("edge killed", Scope.NODE),
    /** SIGSTOP, and SIGCONT when the fault ends: it wakes up and knows nothing of the time in between. */
    EDGE_PAUSED("edge paused", Scope.NODE),
    KAFKA_KILLED("Kafka killed", Scope.ONE),
    KAFKA_PAUSED("Kafka paused", Scope.ONE),
    PURGE_SERVICE_KILLED("purge-service killed", Scope.ONE),
    PURGE_SERVICE_PAUSED("purge-service paused", Scope.ONE),
    REDIS_KILLED("Redis killed", Scope.POP),
    REDIS_PAUSED("Redis paused", Scope.POP),
    KAFKA_CUT("PoP cut off from Kafka", Scope.POP),
    KAFKA_STALLED("PoP hears nothing of Kafka", Scope.POP),
    REDIS_CUT("PoP cut off from its Redis", Scope.POP),
    REDIS_STALLED("PoP hears nothing of its Redis", Scope.POP),
    SHIELD_CUT("shield cut off", Scope.ONE),
    SHIELD_STALLED("shield says nothing", Scope.ONE),
    ORIGIN_CUT("origin cut off", Scope.ONE),
    ORIGIN_STALLED("origin says nothing", Scope.ONE);

    private enum Scope {
        NODE,
        POP,
        ONE
    }

    private final String text;
    private final Scope scope;

    FaultKind(String text, Scope scope) {
        this.text = text;
        this.scope = scope;
    }

    /** To whom it can happen; one empty name if there is only one of it. */
    List<String> targets(List<String> pops, List<String> nodes) {
        return switch (scope) {
            case NODE -> nodes;
            case POP -> pops;
            case ONE -> List.of("");
        };
    }

    /** What it happens to, with the target: no two faults at a time happen to the same. */
    String part(String target) {
        String part = switch (this) {
            case EDGE_KILLED, EDGE_PAUSED -> "edge";
            case KAFKA_KILLED, KAFKA_PAUSED -> "kafka";
            case PURGE_SERVICE_KILLED, PURGE_SERVICE_PAUSED -> "purge-service";
            case REDIS_KILLED, REDIS_PAUSED -> "redis";
            case KAFKA_CUT, KAFKA_STALLED -> "wire to kafka";
            case REDIS_CUT, REDIS_STALLED -> "wire to redis";
            case SHIELD_CUT, SHIELD_STALLED -> "wire to the shield";
            case ORIGIN_CUT, ORIGIN_STALLED -> "wire to the origin";
        };
        return target.isEmpty() ? part : part + " " + target;
    }

    @Override
    public String toString() {
        return text;
    }
}
