package dev.skerry.bench;

/**
 * What a figure should be.
 *
 * @param what it is, with its unit
 * @param measured the figure
 * @param limit to compare with
 * @param atMost whether the figure shall be at most that; else at least
 */
record Goal(String what, double measured, double limit, boolean atMost) {
    static Goal atMost(String what, double measured, double limit) {
        return new Goal(what, measured, limit, true);
    }

    static Goal atLeast(String what, double measured, double limit) {
        return new Goal(what, measured, limit, false);
    }

    /** Not of a figure that is none. */
    boolean isMet() {
        return atMost ? measured <= limit : measured >= limit;
    }

    /** One line, with by how much it was missed. */
    String text() {
        String wanted = "%s: %.3g, goal %s %.3g".formatted(what, measured, atMost ? "<=" : ">=", limit);
        return isMet()
                ? "met     " + wanted
                : "MISSED  " + wanted + ", by %.0f %%".formatted(100 * Math.abs(measured - limit) / limit);
    }
}
