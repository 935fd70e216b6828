package dev.skerry.edge.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What makes a node ready, and what makes it live: a node that is not ready may become so again, whatever Kafka and Redis do;
 * one that is not live must be restarted. Thread-safe once built.
 */
public final class Health {
    private final Map<String, Supplier<@Nullable String>> checks = new LinkedHashMap<>();
    private final Map<String, Supplier<@Nullable String>> vital = new LinkedHashMap<>();

    /**
     * Adds a condition of readiness; called before the node is shared.
     *
     * @param reasonNot gives null while the condition holds, else why it does not, for people
     */
    public Health require(String name, Supplier<@Nullable String> reasonNot) {
        checks.put(name, reasonNot);
        return this;
    }

    /**
     * Adds a condition of liveness, which no time and no help from outside restores; called before the node is shared.
     *
     * @param reasonNot gives null while the condition holds, else why it does not, for people
     */
    public Health requireToLive(String name, Supplier<@Nullable String> reasonNot) {
        vital.put(name, reasonNot);
        return this;
    }

    /**
     * The state of one condition.
     *
     * @param reasonNot null if it holds
     */
    public record Check(String name, @Nullable String reasonNot) {
        /** True if the condition holds. */
        public boolean holds() {
            return reasonNot == null;
        }
    }

    /** The state of each condition of readiness, in the order in which they were added. */
    public List<Check> checks() {
        return states(checks);
    }

    /** The state of each condition of liveness, in the order in which they were added. */
    public List<Check> vital() {
        return states(vital);
    }

    private static List<Check> states(Map<String, Supplier<@Nullable String>> conditions) {
        List<Check> states = new ArrayList<>();
        conditions.forEach((name, reasonNot) -> states.add(new Check(name, reasonNot.get())));
        return states;
    }
}
