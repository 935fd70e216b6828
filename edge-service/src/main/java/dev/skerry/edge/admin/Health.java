package dev.skerry.edge.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What makes a node ready. Liveness has no checks: a node that answers at all is alive, whatever Kafka and Redis do.
 * Thread-safe once built.
 */
public final class Health {
    private final Map<String, BooleanSupplier> checks = new LinkedHashMap<>();

    /** Adds a condition of readiness; called before the node is shared. */
    public Health require(String name, BooleanSupplier check) {
        checks.put(name, check);
        return this;
    }

    /** The state of each condition, in the order in which they were added. */
    public Map<String, Boolean> states() {
        Map<String, Boolean> states = new LinkedHashMap<>();
        checks.forEach((name, check) -> states.put(name, check.getAsBoolean()));
        return states;
    }

    /** True if every condition holds. */
    public boolean isReady() {
        return checks.values().stream().allMatch(BooleanSupplier::getAsBoolean);
    }
}
