package dev.skerry.edge.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What makes a node ready. Liveness has no checks: a node that answers at all is alive, whatever Kafka and Redis do.
 * Thread-safe once built.
 */
public final class Health {
    private final Map<String, Supplier<@Nullable String>> checks = new LinkedHashMap<>();

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

    /** The state of each condition, in the order in which they were added. */
    public List<Check> checks() {
        List<Check> states = new ArrayList<>();
        checks.forEach((name, reasonNot) -> states.add(new Check(name, reasonNot.get())));
        return states;
    }
}
