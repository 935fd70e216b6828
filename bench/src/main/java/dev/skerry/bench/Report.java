package dev.skerry.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What one benchmark prints: command, machine, settings, figures, goals. One thread. */
final class Report {
    private static final int BAR = 50;

    private final PrintWriter out;
    private final List<Goal> goals = new ArrayList<>();

    Report(PrintWriter out) {
        this.out = out;
    }

    void begin(String title, String command) {
        out.println();
        out.println("== " + title);
        out.println("   command   " + command);
        out.println("   machine   " + Machine.text());
        out.flush();
    }

    /** What is measured, in full: all settings, warm-up too. */
    void setting(String text) {
        out.println("   setting   " + text);
        out.flush();
    }

    /** For people who wait. */
    void note(String text) {
        out.println("   " + text);
        out.flush();
    }

    /** A line of percentiles for each, in milliseconds. */
    void table(List<Latencies> all) {
        out.printf(
                "%n   %-34s %9s %9s %9s %9s %9s %9s%n", "milliseconds", "p50", "p90", "p99", "p99.9", "max", "count");
        for (Latencies latencies : all) {
            out.printf(
                    "   %-34s %9.2f %9.2f %9.2f %9.2f %9.2f %9d%n",
                    latencies.name(),
                    latencies.percentile(50),
                    latencies.percentile(90),
                    latencies.percentile(99),
                    latencies.percentile(99.9),
                    latencies.percentile(100),
                    latencies.count());
        }
        out.flush();
    }

    /** All values in classes that double, the count on a logarithmic scale, so that a single straggler is seen. */
    void histogram(Latencies latencies) {
        out.printf("%n   %s, count by milliseconds (bars are logarithmic)%n", latencies.name());
        double most = Math.log1p((double) latencies.count());
        double bottom = latencies.percentile(0);
        double top = latencies.percentile(100);
        for (double from = 0, to = 0.5; from <= top; from = to, to *= 2) {
            if (to <= bottom) {
                continue;
            }
            long count = latencies.between(from, to);
            String bar = "#".repeat((int) Math.ceil(BAR * Math.log1p((double) count) / most));
            out.printf("   %9.1f to %8.1f %8d %s%n", from, to, count, bar);
        }
        out.flush();
    }

    /** A figure. */
    void figure(String what, String value) {
        out.printf("   %-58s %s%n", what, value);
        out.flush();
    }

    void goal(Goal goal) {
        goals.add(goal);
    }

    /** Prints the goals; whether all are met. */
    boolean end() {
        out.println();
        goals.forEach(goal -> out.println("   " + goal.text()));
        out.flush();
        return goals.stream().allMatch(Goal::isMet);
    }
}
