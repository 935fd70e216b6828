package dev.skerry.chaos;

import java.util.List;

/** Where something can go wrong: a part, or what joins two. */
enum Place {
    EDGE("edge", Scope.NODE),
    KAFKA("kafka", Scope.ONE),
    PURGE_SERVICE("purge-service", Scope.ONE),
    ORIGIN_SERVICE("origin-service", Scope.ONE),
    REDIS("redis", Scope.POP),
    WIRE_TO_KAFKA("wire to kafka", Scope.POP),
    WIRE_TO_REDIS("wire to redis", Scope.POP),
    WIRE_TO_SHIELD("wire to the shield", Scope.ONE),
    WIRE_TO_ORIGIN("wire to the origin", Scope.ONE);

    /** What begins the name of how users of a PoP fare; the PoP follows. */
    static final String USERS = "users of ";

    private enum Scope {
        NODE,
        POP,
        ONE
    }

    private final String text;
    private final Scope scope;

    Place(String text, Scope scope) {
        this.text = text;
        this.scope = scope;
    }

    /** The names that it is there under; one empty name if there is only one of it. */
    List<String> targets(List<String> pops, List<String> nodes) {
        return switch (scope) {
            case NODE -> nodes;
            case POP -> pops;
            case ONE -> List.of("");
        };
    }

    /** Its name, with the target. */
    String part(String target) {
        return target.isEmpty() ? text : text + " " + target;
    }

    /**
     * Whether what goes wrong here may be the reason that {@code watched} is not ready.
     *
     * @param target as in {@link #part}
     * @param watched name of a part, or {@value #USERS} and a PoP
     */
    boolean explains(String target, String watched) {
        boolean users = watched.startsWith(USERS);
        boolean itself = watched.equals(part(target));
        return switch (this) {
            case KAFKA -> !watched.startsWith(REDIS.text); // nodes need leases, services write to it
            case PURGE_SERVICE -> itself;
            case EDGE, ORIGIN_SERVICE, REDIS -> itself || users;
            case WIRE_TO_KAFKA -> users || watched.startsWith(EDGE.part(target) + "-");
            case WIRE_TO_REDIS, WIRE_TO_SHIELD, WIRE_TO_ORIGIN -> users;
        };
    }
}
