package dev.skerry.telemetry.fleet;

import dev.skerry.contract.NodeReport;

/** How a node is, or a PoP by its best node; from best to worst. */
public enum NodeCondition {
    /** Answers users. */
    SERVING,
    /** Reads the purge log from its beginning; serves nobody yet. */
    CATCHING_UP,
    /** Takes no new connections. */
    DRAINING,
    /** Has not been heard of for longer than {@link FleetView#SILENT_AFTER}. */
    SILENT,
    /** Ended in good order. */
    STOPPED;

    static NodeCondition of(NodeReport.State state, boolean silent) {
        return switch (state) {
            case STOPPED -> STOPPED;
            case SERVING -> silent ? SILENT : SERVING;
            case CATCHING_UP -> silent ? SILENT : CATCHING_UP;
            case DRAINING -> silent ? SILENT : DRAINING;
        };
    }

    /** True of a node that is heard of. */
    public boolean isLiving() {
        return switch (this) {
            case SERVING, CATCHING_UP, DRAINING -> true;
            case SILENT, STOPPED -> false;
        };
    }
}
